"""The Terraform writer: the starter in HCL, in files with the usual names."""

from __future__ import annotations

from advisor.starter.terraform.files import asked, terraform_files
from advisor.starter.terraform.gaps import gaps
from advisor.starter.terraform.values import snake

__all__ = ["asked", "gaps", "snake", "terraform_files"]
