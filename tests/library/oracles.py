"""What the library is compared with: the written formulas, by plain loops.

Nothing here is imported from hopfield_lib.  Matrices are built entry by entry from the
definition of each rule; recall visits one unit of one cue at a time.
"""

import numpy as np

TIE = 1e-9  # fields of real numbers smaller than this are zero in exact arithmetic


def hebbian_matrix(X, keep_diagonal=False):
    """W = (1/N) sum xi xi^dagger."""
    P, N = X.shape
    W = np.zeros((N, N), dtype=X.dtype if np.iscomplexobj(X) else float)
    for i in range(N):
        for j in range(N):
            if i != j or keep_diagonal:
                W[i, j] = sum(X[mu, i] * np.conj(X[mu, j]) for mu in range(P)) / N
    return W


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


class PlainModern:
    """s = X^T softmax(beta X s), one unit at a time."""

    def __init__(self, X, beta):
        self.X, self.beta = X, beta

    def visit(self, s, i, noise=0.0):
        a = self.beta * self.X @ s
        p = np.exp(a - a.max())
        s[i] = (p / p.sum()) @ self.X[:, i]

    def energy(self, s):
        a = self.beta * self.X @ s
        lse = (a.max() + np.log(np.exp(a - a.max()).sum())) / self.beta
        longest = max(x @ x for x in self.X)
        return -lse + 0.5 * s @ s + np.log(len(self.X)) / self.beta + 0.5 * longest


def plain_recall(plain, cues, rng, order, temperature, sweeps):
    """States after each sweep, (sweeps + 1, B, N), drawing what `asynchronous` draws."""
    S = np.array(cues, dtype=np.result_type(np.asarray(cues).dtype, np.float64))
    B, N = S.shape
    frames = [S.copy()]
    for _ in range(sweeps):
        visits = rng.integers(N, size=N) if order == "random" else rng.permutation(N)
        noise = rng.logistic(0.0, temperature / 2, size=(N, B)) if temperature else np.zeros((N, B))
        for turn, i in enumerate(visits):
            for b in range(B):
                plain.visit(S[b], i, noise[turn, b])
        frames.append(S.copy())
    return np.array(frames)
