"""The AWS CDK writer: the starter as an app in Python, by constructs wherever there is one."""

from __future__ import annotations

from advisor.starter.cdk.files import asked, cdk_files

__all__ = ["asked", "cdk_files"]
