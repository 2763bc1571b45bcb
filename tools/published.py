"""What the packages say of where the course is published: read by hatchling whenever they are built."""

from pathlib import Path
from tomllib import loads

from hatchling.metadata.plugin.interface import MetadataHookInterface


class Published(MetadataHookInterface):
    """Writes ``[project.urls]`` from ``[tool.hopfield_course]``; while that is empty there are none."""

    def update(self, metadata: dict) -> None:
        """Add the addresses that there are."""
        settings = loads(Path(self.root, "pyproject.toml").read_text(encoding="utf-8"))["tool"][
            "hopfield_course"
        ]
        repository = settings["repository"].rstrip("/").removesuffix(".git")
        urls = {"Browser edition": settings["browser_edition"]}
        if repository:
            urls |= {
                "Repository": repository,
                "Issues": f"{repository}/issues",
                "Changelog": f"{repository}/blob/main/CHANGELOG.md",
            }
        metadata["urls"] = {name: address for name, address in urls.items() if address}
