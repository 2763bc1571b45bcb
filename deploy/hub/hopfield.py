"""JupyterHub for a class on one machine: what every learner's server has, and how much of the machine.

With The Littlest JupyterHub it lies in ``/opt/tljh/config/jupyterhub_config.d/``; with a hub of one's own,
``load_subconfig("hopfield.py")`` in ``jupyterhub_config.py``.  docs/classroom.md has the steps, and measured
what the numbers rest on.
"""

c = get_config()  # noqa: F821  (JupyterHub defines it)

# One thread of BLAS a learner: more of them than cores stand in each other's way.
c.Spawner.environment.update({"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"})

# Where the spawner can limit them, as TLJH's and Kubernetes' can. A lesson has one kernel; three may be open.
c.Spawner.mem_limit = "2G"
c.Spawner.cpu_limit = 2.0

# A learner's own files, and the course's first page, which lies among them. A picture of one's own goes to
# the kernel as one message, of which a server takes 10 MB unless told otherwise.
c.Spawner.notebook_dir = "~"
c.Spawner.default_url = "/lab/tree/hopfield/notebooks/00_start_here.ipynb"
c.Spawner.args.append("--ServerApp.tornado_settings={'websocket_max_message_size': 134217728}")

# Kernels that nobody has used for an hour give their memory back; the notebooks are saved by then.
c.Spawner.args.append("--MappingKernelManager.cull_idle_timeout=3600")
c.Spawner.args.append("--MappingKernelManager.cull_interval=300")
