"""Reads Kubernetes Jobs and CronJobs, one or several in a file, as workloads."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from advisor.definitions.schedulers.amounts import kubernetes_cpu, kubernetes_mib, shown_memory
from advisor.definitions.schedulers.gathered import Gathered
from advisor.definitions.schedulers.manifests import Manifest, manifests

__all__ = ["is_kubernetes", "kubernetes_jobs"]

_KIND = re.compile(r"[\"']?kind[\"']?\s*:\s*[\"']?(?:Job|CronJob)\b")
_BATCH = re.compile(r"[\"']?apiVersion[\"']?\s*:\s*[\"']?batch/v1(?:beta1)?\b")
_HOST_NAMES = ("hostNetwork", "hostPID", "hostIPC")
_ARCHITECTURES = {"amd64": "x86_64", "arm64": "arm64"}
_NODE_LABELS = ("kubernetes.io/arch", "kubernetes.io/os", "node.kubernetes.io/instance-type",
                "beta.kubernetes.io/instance-type", "beta.kubernetes.io/arch")  # fmt: skip
# Labels of nodes whose capacity is taken back, in lower case, of several providers.
_SPOT = {
    ("eks.amazonaws.com/capacitytype", "spot"),
    ("karpenter.sh/capacity-type", "spot"),
    ("cloud.google.com/gke-spot", "true"),
    ("kubernetes.azure.com/scalesetpriority", "spot"),
}


def is_kubernetes(text: str) -> bool:
    """Whether a text contains a Job or a CronJob."""
    return _KIND.search(text) is not None and _BATCH.search(text) is not None


def kubernetes_jobs(text: str, path: str) -> list[Gathered]:
    """Each Job and CronJob of a file; AdvisorError if the file is not YAML or JSON."""
    return [
        _Job(manifest).gathered
        for manifest in manifests(text, path)
        if manifest.at("kind") in ("Job", "CronJob")
    ]


class _Job:
    """A manifest, read into the fields of a spec."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        name = manifest.at("metadata", "name") or manifest.at("metadata", "generateName")
        start = manifest.offset("metadata", "name")
        self.gathered = Gathered(name.rstrip("-") if isinstance(name, str) else None, start)
        self.job: tuple[str, ...] = ("spec",)
        if manifest.at("kind") == "CronJob":
            self._schedule()
            self.job = ("spec", "jobTemplate", "spec")
        self.pod = (*self.job, "template", "spec")
        self._times()
        self._containers()
        self._machine()
        self.gathered.leave(
            "`kubernetes` is left open: set it where an EKS cluster is the team's standard"
        )

    def put(self, field: str, value: Any, *path: str | int) -> None:
        self.gathered.put(field, value, self.manifest.offset(*path))

    def _schedule(self) -> None:
        self.put("trigger", "schedule", "spec", "schedule")
        schedule = self.manifest.at("spec", "schedule")
        self.gathered.leave(
            f"`schedule: {schedule}` is not counted: `runs_per_month` stays unknown"
        )

    def _times(self) -> None:
        for path in ((*self.job, "activeDeadlineSeconds"), (*self.pod, "activeDeadlineSeconds")):
            seconds = self.manifest.at(*path)
            if isinstance(seconds, int) and not isinstance(seconds, bool) and seconds > 0:
                self.put("timeout", f"{seconds} s", *path)
                self.gathered.leave(
                    "`activeDeadlineSeconds` is an upper bound: `duration` stays unknown"
                )
                break
        else:
            self.gathered.leave("nothing says how long it runs: `duration` stays unknown")
        retries = self.manifest.at(*self.job, "backoffLimit")
        if isinstance(retries, int) and not isinstance(retries, bool) and retries >= 0:
            self.put("retries", retries, *self.job, "backoffLimit")
        self._completions()

    def _completions(self) -> None:
        count = self.manifest.at(*self.job, "completions")
        if isinstance(count, int) and count > 1:
            self.put("array_size", count, *self.job, "completions")
            if self.manifest.at(*self.job, "completionMode") != "Indexed":
                self.gathered.leave("its completions are taken for the children of an array job")
        together = self.manifest.at(*self.job, "parallelism")
        if isinstance(together, int) and together > 1:
            self.gathered.leave(f"no field says that at most {together} pods run at once")

    def _containers(self) -> None:
        containers = self.manifest.at(*self.pod, "containers")
        if not isinstance(containers, list) or not containers:
            self.gathered.leave("it has no container")
            return
        at = (*self.pod, "containers", 0)
        if len(containers) > 1:
            others = ", ".join(f"`{_name_of(each)}`" for each in containers[1:4])
            self.gathered.leave(f"beside its first container there are others: {others}")
        if self.manifest.at(*self.pod, "initContainers"):
            self.gathered.leave("its init containers are not read")
        self._text("image", *at, "image")
        self._command(at)
        self._environment(at)
        self._amounts(at)
        if self.manifest.at(*at, "securityContext", "privileged") is True:
            self.put("privileged", True, *at, "securityContext", "privileged")

    def _text(self, field: str, *path: str | int) -> None:
        value = self.manifest.at(*path)
        if isinstance(value, str) and value and "{{" not in value and "${" not in value:
            self.put(field, value, *path)
        else:
            self.gathered.leave(f"`{path[-1]}` is not written out: `{field}` stays unknown")

    def _command(self, at: tuple[str | int, ...]) -> None:
        words: list[str] = []
        for key in ("command", "args"):
            value = self.manifest.at(*at, key)
            if isinstance(value, list) and all(isinstance(each, str) for each in value):
                words += value
        key = "command" if self.manifest.at(*at, "command") else "args"
        self.put("command", words, *at, key)

    def _environment(self, at: tuple[str | int, ...]) -> None:
        found: dict[str, str] = {}
        for each in self.manifest.at(*at, "env") or ():
            if not isinstance(each, dict) or not isinstance(each.get("name"), str):
                continue
            if isinstance(each.get("value"), str):
                found[each["name"]] = each["value"]
            else:
                self.gathered.leave(f"the variable `{each['name']}` comes from the cluster")
        if self.manifest.at(*at, "envFrom"):
            self.gathered.leave("`envFrom` names variables that only the cluster has")
        self.put("environment", found, *at, "env")

    def _amounts(self, at: tuple[str | int, ...]) -> None:
        self._amount("vcpus", at, "cpu", kubernetes_cpu, lambda value: round(value, 6))
        self._amount("memory", at, "memory", kubernetes_mib, shown_memory)
        self._amount("disk", at, "ephemeral-storage", kubernetes_mib, shown_memory, told=False)
        resources = self.manifest.at(*at, "resources", "limits")
        for name, count in resources.items() if isinstance(resources, dict) else ():
            if name in ("nvidia.com/gpu", "amd.com/gpu") and str(count).isdecimal():
                self.put("gpus", int(count), *at, "resources", "limits", name)
                self.gathered.leave("`gpu_memory` stays unknown")

    def _amount(
        self,
        field: str,
        at: tuple[str | int, ...],
        name: str,
        read: Callable[[object], float],
        shown: Callable[[float], Any],
        *,
        told: bool = True,
    ) -> None:
        """The limit of a resource, else the request for it."""
        for side in ("limits", "requests"):
            written = self.manifest.at(*at, "resources", side, name)
            if written is None:
                continue
            try:
                value = read(written)
            except ValueError:
                self.gathered.leave(f"`{name}: {written}` is no amount: `{field}` stays unknown")
                return
            asked = self.manifest.at(*at, "resources", "requests", name)
            if value > 0:
                self.put(field, shown(value), *at, "resources", side, name)
            if side == "limits" and asked is not None and str(asked) != str(written):
                self.gathered.leave(
                    f"it asks for `{name}: {asked}` and may use {written}, which is taken"
                )
            return
        if told:
            self.gathered.leave(f"nothing says how much {name} it needs: `{field}` stays unknown")

    def _machine(self) -> None:
        labels = self.manifest.at(*self.pod, "nodeSelector")
        for name, value in labels.items() if isinstance(labels, dict) else ():
            path = (*self.pod, "nodeSelector", name)
            if name.endswith("/arch") and value in _ARCHITECTURES:
                self.put("architecture", _ARCHITECTURES[value], *path)
            elif name.endswith("/instance-type") and isinstance(value, str):
                self.put("instance_types", [value], *path)
            elif (name.lower(), str(value).lower()) in _SPOT:
                self.put("interruptible", True, *path)
                self.gathered.leave(f"`nodeSelector: {name}`: `interruptible` is taken to be yes")
            elif name not in _NODE_LABELS:
                self.gathered.leave(f"`nodeSelector: {name}` says nothing of AWS")
            elif value == "windows":
                self.put("operating_system", "windows", *path)
        hosts = [name for name in _HOST_NAMES if self.manifest.at(*self.pod, name) is True]
        self.put("host_requirements", hosts, *self.pod, hosts[0] if hosts else "")
        for key in ("affinity", "topologySpreadConstraints"):
            if self.manifest.at(*self.pod, key):
                self.gathered.leave(f"`{key}` is not read")
        self._volumes()

    def _volumes(self) -> None:
        mounts = {
            each.get("name"): each
            for each in self.manifest.at(*self.pod, "containers", 0, "volumeMounts") or ()
            if isinstance(each, dict)
        }
        host = []
        for volume in self.manifest.at(*self.pod, "volumes") or ():
            if not isinstance(volume, dict):
                continue
            path = volume.get("hostPath")
            if isinstance(path, dict) and isinstance(path.get("path"), str):
                mount = mounts.get(volume.get("name"), {}).get("mountPath", path["path"])
                host.append({"source": path["path"], "path": str(mount)})
            elif not {"emptyDir", "configMap", "secret", "projected"} & volume.keys():
                self.gathered.leave(f"the volume `{_name_of(volume)}` is the cluster's")
        self.put("host_volumes", host, *self.pod, "volumes")


def _name_of(value: Any) -> str:
    return str(value.get("name")) if isinstance(value, dict) else "?"
