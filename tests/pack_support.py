"""Rules of packs that several tests put into one."""

NO_GPUS = """decision: service
rules:
  - id: mine-no-gpus
    code: MINE001
    title: No GPUs for us
    when: {gpus: {gt: 0}}
    rules_out: [lambda, lambda-managed-instances, batch]
    because: our account has no quota for GPUs
    source: {judgement: ours, checked: 2026-11-20}
    examples:
      - {facts: {gpus: 1}, expect: true}
      - {facts: {gpus: 0}, expect: false}
"""
