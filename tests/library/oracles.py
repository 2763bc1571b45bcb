"""What the library is compared with: the written formulas, by plain loops.

Nothing here is imported from hopfield_lib.  Matrices are built entry by entry from the
definition of each rule; recall visits one unit of one cue at a time.
"""

import numpy as np

TIE = 1e-9  # fields of real numbers smaller than this are zero in exact arithmetic


def hebbian_matrix(X, keep_diagonal=False, weights=None):
    """W = (1/N) sum a xi xi^dagger."""
    P, N = X.shape
    a = np.ones(P) if weights is None else weights
    W = np.zeros((N, N), dtype=X.dtype if np.iscomplexobj(X) else float)
    for i in range(N):
        for j in range(N):
            if i != j or keep_diagonal:
                W[i, j] = sum(a[mu] * X[mu, i] * np.conj(X[mu, j]) for mu in range(P)) / N
    return W


def perceptron_matrix(X, margin):
    """Learn wherever a unit falls short, in whole numbers until the end."""
    P, N = X.shape
    W = np.zeros((N, N), dtype=int)
    wrong = True
    while wrong:
        wrong = False
        for xi in X.astype(int):
            short = [
                xi[i] * sum(W[i, j] * xi[j] for j in range(N)) <= margin * np.sqrt(sum(W[i] ** 2))
                for i in range(N)
            ]
            wrong = wrong or any(short)
            for i in range(N):
                for j in range(N):
                    if i != j:
                        W[i, j] += (int(short[i]) + int(short[j])) * xi[i] * xi[j]
    return W / N


def covariance_matrix(X, center):
    P, N = X.shape
    b = X.mean()
    W = np.zeros((N, N))
    for mu in range(P):
        mean = b if center == "global" else X[mu].mean()
        for i in range(N):
            for j in range(N):
                if i != j:
                    W[i, j] += (X[mu, i] - mean) * (X[mu, j] - mean) / (N * (1 - mean**2))
    theta = np.array([b * sum(W[i]) - b for i in range(N)])
    return W, theta


def projection_matrix(X, keep_diagonal=False):
    """W = X^T C^-1 conj(X), C_mn = sum_i conj(xi_i^m) xi_i^n, by a general inverse."""
    C = X.conj() @ X.T
    W = X.T @ np.linalg.inv(C) @ X.conj()
    if not keep_diagonal:
        np.fill_diagonal(W, 0)
    return W


def storkey_matrix(X):
    P, N = X.shape
    W = np.zeros((N, N))
    for xi in X:
        old = W.copy()
        for i in range(N):
            for j in range(N):
                if i != j:
                    h_ij = sum(old[i, k] * xi[k] for k in range(N) if k not in (i, j))
                    h_ji = sum(old[j, k] * xi[k] for k in range(N) if k not in (i, j))
                    W[i, j] += (xi[i] * xi[j] - xi[i] * h_ji - h_ij * xi[j]) / N
    return W


def phase_distance_matrix(phases):
    P, N = phases.shape
    W = np.zeros((N, N))
    for i in range(N):
        for j in range(N):
            if i != j:
                W[i, j] = sum(1 - 2 * abs(t[i] - t[j]) / np.pi for t in phases)
    return W


def sign_keeping(h, before):
    """sgn(h), where a field that is zero but for rounding keeps the state."""
    if abs(h) <= TIE:
        return before
    return 1 if h > 0 else -1


class PlainHopfield:
    """s_i = sgn(sum_j w_ij s_j - theta_i + noise), one unit at a time."""

    def __init__(self, W, theta=0.0):
        self.W = W
        self.theta = np.broadcast_to(np.asarray(theta, float), (len(W),))

    def visit(self, s, i, noise=0.0):
        s[i] = sign_keeping(self.W[i] @ s - self.theta[i] + noise, s[i])

    def energy(self, s):
        return -0.5 * np.real(np.conj(s) @ self.W @ s) + self.theta @ np.real(s)


class PlainPhasor(PlainHopfield):
    """z_i = h_i / |h_i|."""

    def visit(self, s, i, noise=0.0):
        h = self.W[i] @ s
        if abs(h) > TIE:
            s[i] = h / abs(h)

    def energy(self, s):
        return -0.5 * np.real(np.conj(s) @ self.W @ s)


class PlainDense:
    """The value of lower energy, E = -sum_mu F(xi_mu . s), in whole numbers where F is a power."""

    def __init__(self, X, order, rectified=False):
        self.X = np.asarray(X).astype(int)
        self.order, self.rectified = order, rectified

    def F(self, m):
        if self.rectified and m < 0:
            return 0
        return int(m) ** self.order

    def energy(self, s):
        m = self.X @ s.astype(int)
        if self.order == "exp":
            top = m.max()
            return -(top + np.log(np.exp(m - float(top)).sum()))
        return -sum(self.F(v) for v in m)

    def visit(self, s, i, noise=0.0):
        up, down = s.copy(), s.copy()
        up[i], down[i] = 1, -1
        half = (self.energy(down) - self.energy(up)) / 2
        if noise == 0.0 and self.order != "exp":
            half = self.energy(down) - self.energy(up)  # whole numbers of any length
            s[i] = s[i] if half == 0 else (1 if half > 0 else -1)
        else:
            s[i] = sign_keeping(half + noise, s[i])


def shares(a, separation):
    """p of max p . a - Omega(p): where p_mu = f(a_mu - t), t by halving until they add up to 1."""
    if separation == "softmax":
        p = np.exp(a - a.max())
        return p / p.sum()
    alpha = {"sparsemax": 2.0, "entmax15": 1.5}[separation]

    def of(t):
        return np.maximum((alpha - 1) * (a - a.max()) - t, 0) ** (1 / (alpha - 1))

    low, high = -1.0, 0.0  # the best alone has 1 at the one, and 0 at the other
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if of(middle).sum() > 1 else (low, middle)
    return of(high) / of(high).sum()


def tsallis(p, separation):
    """Omega(p) = (sum p^alpha - 1) / (alpha (alpha - 1)), and its limit for softmax."""
    if separation == "softmax":
        return sum(v * np.log(v) for v in p if v > 0)
    alpha = {"sparsemax": 2.0, "entmax15": 1.5}[separation]
    return (sum(v**alpha for v in p) - 1) / (alpha * (alpha - 1))


class PlainModern:
    """s = X^T p, p the shares of the scores beta X s, one unit at a time."""

    def __init__(self, X, beta, separation="softmax"):
        self.X, self.beta, self.separation = X, beta, separation

    def visit(self, s, i, noise=0.0):
        s[i] = shares(self.beta * self.X @ s, self.separation) @ self.X[:, i]

    def energy(self, s):
        a = self.beta * self.X @ s
        p, K = shares(a, self.separation), len(self.X)
        attended = (p @ a - tsallis(p, self.separation)) / self.beta
        longest = max(x @ x for x in self.X)
        equal = tsallis(np.full(K, 1 / K), self.separation)
        return -attended + 0.5 * s @ s - equal / self.beta + 0.5 * longest


class PlainKernel:
    """x = the mean of the patterns by the weights -K'(|x - xi|^2), one unit at a time."""

    def __init__(self, X, kind, beta):
        self.X, self.kind, self.beta = X, kind, beta

    def distances(self, s):
        return np.array([sum((s[i] - xi[i]) ** 2 for i in range(len(xi))) for xi in self.X])

    def visit(self, s, i, noise=0.0):
        q = self.beta * self.distances(s)
        w = np.exp(-q) if self.kind == "log-sum-exp" else (q < 1).astype(float)
        if w.sum() > 0:
            s[i] = (w * self.X[:, i]).sum() / w.sum()

    def energy(self, s):
        q = self.beta * self.distances(s)
        K = np.exp(-q) if self.kind == "log-sum-exp" else np.maximum(0, 1 - q)
        return -np.log(K.sum() + (self.kind == "log-sum-ReLU") * 1e-9) / self.beta


def plain_recall(plain, cues, rng, order, temperature, sweeps, clamp=()):
    """States after each sweep, (sweeps + 1, B, N), drawing what `asynchronous` draws."""
    S = np.array(cues, dtype=np.result_type(np.asarray(cues).dtype, np.float64))
    B = len(S)
    free = [i for i in range(S.shape[1]) if i not in set(clamp)]
    N = len(free)
    frames = [S.copy()]
    for _ in range(sweeps):
        visits = rng.integers(N, size=N) if order == "random" else rng.permutation(N)
        noise = rng.logistic(0.0, temperature / 2, size=(N, B)) if temperature else np.zeros((N, B))
        for turn, place in enumerate(visits):
            for b in range(B):
                plain.visit(S[b], free[place], noise[turn, b])
        frames.append(S.copy())
    return np.array(frames)
