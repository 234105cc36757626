"""The AWS CDK writer: the starter as a Python app, with high-level constructs where possible."""

from __future__ import annotations

from advisor.starter.cdk.files import asked, cdk_files

__all__ = ["asked", "cdk_files"]
