"""SQL that parses amounts as schedulers spell them; NULL for any other text."""

from __future__ import annotations

_NUMBER = r"\d+(?:\.\d+)?"


def text(value: str) -> str:
    """A text as SQL."""
    return "'" + value.replace("'", "''") + "'"


def stated(column: str, *missing: str) -> str:
    """A text without surrounding blanks; NULL if it is empty or means unknown."""
    trimmed = f"trim({column})"
    listed = ", ".join(text(each) for each in ("", *missing))
    return f"CASE WHEN {trimmed} NOT IN ({listed}) THEN {trimmed} END"


def number(column: str) -> str:
    """A finite, non-negative number."""
    value = f"try_cast({column} AS DOUBLE)"
    return f"CASE WHEN {value} >= 0 AND isfinite({value}) THEN {value} END"


def slurm_seconds(column: str) -> str:
    """Seconds of `7-04:00:00`, `04:00:00`, `01:02.345`, and `1-12:30`, which is days and hours."""
    pattern = rf"^(?:(\d+)-)?(?:(\d+):)?(\d+):({_NUMBER})$"
    found = f"regexp_extract({column}, '{pattern}', ['d', 'h', 'm', 's'])"
    days, hours, minutes, seconds = (
        f"try_cast(nullif({found}.{part}, '') AS DOUBLE)" for part in "dhms"
    )
    short = f"{found}.d <> '' AND {found}.h = ''"
    return (
        f"CASE WHEN {short} THEN {days} * 86400 + {minutes} * 3600 + {seconds} * 60 "
        f"ELSE coalesce({days}, 0) * 86400 + coalesce({hours}, 0) * 3600 "
        f"+ {minutes} * 60 + {seconds} END"
    )


def slurm_memory(column: str, bare: str = "M") -> str:
    """MiB of `100M`, `1.5G`, `100Mc`, `10Gn`; `bare` is the unit of bare numbers."""
    found = f"regexp_extract({column}, '^({_NUMBER})([KMGTPE]?)([cn]?)$', ['n', 'u', 'per'])"
    units = {"": "", "B": "", "K": "K", "M": "M", "G": "G", "T": "T", "P": "P", "E": "E"}
    sizes = {"K": 1 / 1024, "M": 1.0, "G": 1024.0, "T": 1024.0**2, "P": 1024.0**3, "E": 1024.0**4}
    sizes[""] = sizes[units[bare]] if units[bare] else 1 / 1024**2
    cases = " ".join(f"WHEN '{unit}' THEN {size!r}" for unit, size in sizes.items())
    return f"try_cast({found}.n AS DOUBLE) * CASE {found}.u {cases} END"


def slurm_per(column: str) -> str:
    """What Slurm's memory is per: `c` for CPU, `n` for node, else the job."""
    return f"regexp_extract({column}, '[cn]$')"


def tres(column: str, name: str) -> str:
    """The text of one of Slurm's trackable resources, such as `16G` of `cpu=4,mem=16G`."""
    return f"nullif(regexp_extract({column}, '(?:^|,){name}=([^,]+)', 1), '')"


def tres_gpus(column: str) -> str:
    """The GPUs of Slurm's trackable resources; 0 if there are resources without GPUs."""
    plain = f"try_cast({tres(column, 'gres/gpu')} AS DOUBLE)"
    typed = rf"regexp_extract_all({column}, '(?:^|,)gres/gpu:[^=,]+=(\d+)', 1)"
    return (
        f"coalesce({plain}, list_sum(CAST({typed} AS DOUBLE[])), "
        f"CASE WHEN {column} IS NOT NULL THEN 0 END)"
    )


def gres_gpus(column: str) -> str:
    """The GPUs of Slurm's generic resources, such as `gpu:2`, `gres:gpu:a100:4(IDX:0-3)`, `gpu`."""
    typed = r"(?::[^:,=(]*[^:,=(\d][^:,=(]*)?"
    counts = rf"regexp_extract_all({column}, '(?:^|[,:/])gpu\b{typed}(?:[:=](\d+))?', 1)"
    return (
        f"coalesce(list_sum([coalesce(try_cast(n AS DOUBLE), 1) FOR n IN {counts}]), "
        f"CASE WHEN {column} IS NOT NULL THEN 0 END)"
    )


def nextflow_seconds(column: str) -> str:
    """Seconds of `2m 13s`, `1d 2h 3m 4s`, `931ms`, and of a bare number of milliseconds."""
    parts = "".join(rf" *(?:({_NUMBER}) ?{unit})?" for unit in ("d", "h", "m", "s", "ms"))
    found = f"regexp_extract({column}, '^{parts} *$', ['d', 'h', 'm', 's', 'z'])"
    amounts = [
        f"try_cast(nullif({found}.{part}, '') AS DOUBLE) * {factor}"
        for part, factor in (("d", "86400"), ("h", "3600"), ("m", "60"), ("s", "1"), ("z", "1e-3"))
    ]
    total = " + ".join(f"coalesce({each}, 0)" for each in amounts)
    some = f"coalesce({', '.join(amounts)}) IS NOT NULL"
    bare = f"regexp_full_match({column}, '{_NUMBER}')"
    return f"CASE WHEN {bare} THEN try_cast({column} AS DOUBLE) / 1000 WHEN {some} THEN {total} END"


def nextflow_memory(column: str) -> str:
    """MiB of `1.5 GB`, in powers of 1024, and of a bare number of bytes."""
    found = f"regexp_extract({column}, '^({_NUMBER}) ?([KMGTPE]?)i?B?$', ['n', 'u'])"
    sizes = {unit: 1024.0 ** (power - 2) for power, unit in enumerate(("", *"KMGTPE"))}
    cases = " ".join(f"WHEN '{unit}' THEN {size!r}" for unit, size in sizes.items())
    return f"try_cast({found}.n AS DOUBLE) * CASE {found}.u {cases} END"


def moment(column: str) -> str:
    """A date and time, as text or as bare milliseconds since 1970."""
    bare = rf"regexp_full_match({column}, '\d{{9,15}}')"
    return (
        f"CASE WHEN {bare} THEN make_timestamp(try_cast({column} AS BIGINT) * 1000) "
        f"ELSE try_cast({column} AS TIMESTAMP) END"
    )


_WORDS = {"cd": "completed", "f": "failed", "to": "timeout", "ca": "cancelled", "nf": "node-fail",
          "oom": "out-of-memory", "pr": "preempted", "bf": "boot-fail", "dl": "deadline",
          "r": "running", "pd": "pending", "s": "suspended", "rq": "requeued", "rs": "resizing",
          "canceled": "cancelled", "aborted": "cancelled", "succeeded": "completed",
          "success": "completed", "complete": "completed", "done": "completed",
          "finished": "completed", "ok": "completed", "exit": "failed", "run": "running",
          "pend": "pending"}  # fmt: skip


def state_word(column: str) -> str:
    """The state of a job as one word, the same for `CANCELLED by 1006` and `CA`."""
    word = f"replace(lower(regexp_extract({column}, '^[A-Za-z_-]+')), '_', '-')"
    cases = " ".join(f"WHEN {text(key)} THEN {text(value)}" for key, value in _WORDS.items())
    return f"CASE {word} {cases} WHEN '' THEN lower({column}) ELSE {word} END"
