"""The shell commands that deploy a starter; every text of the user's is quoted."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator

from advisor.starter.cli_json import USER_DATA, policy_file
from advisor.starter.cloudformation import asked
from advisor.starter.leaves import Ask, plain
from advisor.starter.model import Batch, Function, Role, Starter, Zip
from advisor.starter.need import NO_ACCOUNT, NO_REGION, Need
from advisor.starter.roles import trust


def cloudformation_commands(starter: Starter, need: Need) -> Iterator[str]:
    """Deploy one stack with its parameters."""
    stack = stack_name(starter.slug)
    wanted = [ask for ask in asked(starter) if ask.default is None]
    yield from exported_region(need)
    yield from upload(starter)
    yield "aws cloudformation deploy --template-file template.yaml \\"
    yield f"  --stack-name {stack} --capabilities CAPABILITY_IAM" + (" \\" if wanted else "")
    if wanted:
        yield f"  --parameter-overrides {' '.join(map(_override, wanted))}"
    yield ""
    yield from first_run(starter)


def stack_name(slug: str) -> str:
    """The name in the form that CloudFormation accepts."""
    name = re.sub(r"[^A-Za-z0-9-]", "-", slug)
    return name if name[0].isalpha() else f"stack-{name}"


def _override(ask: Ask) -> str:
    several = len(ask.stand_in) if isinstance(ask.stand_in, tuple) else 1
    return f"{ask.name}={','.join(['REPLACE'] * several)}"


def upload(starter: Starter) -> Iterator[str]:
    """Upload the code of the function to its bucket."""
    if isinstance(starter.main, Function) and isinstance(starter.main.code, Zip):
        yield "# the code: zip it, and put it where the function takes it from"
        yield f"aws s3 cp {shlex.quote(starter.slug)}.zip s3://REPLACE-CODE-BUCKET/"


def exported_region(need: Need) -> Iterator[str]:
    """Set the Region of the commands, if the spec names one."""
    if need.workload.region:
        yield f"export AWS_DEFAULT_REGION={shlex.quote(need.workload.region)}"


def first_run(starter: Starter) -> Iterator[str]:
    """Start one run, to see that it works."""
    if isinstance(starter.main, Batch):
        yield "aws batch submit-job --cli-input-json file://submit-job.json"
        return
    name = shlex.quote(starter.main.name)
    kind = " --invocation-type Event" if starter.main.async_retries is not None else ""
    yield f"aws lambda invoke --function-name {name}{kind} out.json"


def cli_commands(starter: Starter, need: Need) -> Iterator[str]:
    """All calls, in their order."""
    yield from exported_region(need)
    yield "# put your account and Region where zeros and xx stand for them"
    yield "ACCOUNT=$(aws sts get-caller-identity --query Account --output text)"
    region, files = need.workload.region, "*.json"
    if isinstance(starter.main, Batch) and starter.main.launch_template:
        files += " user-data.txt" if starter.main.launch_template.user_data else ""
    yield f"REGION={shlex.quote(region) if region else '$(aws configure get region)'}"
    yield f'sed -i.bak -e "s/{NO_ACCOUNT}/$ACCOUNT/g" -e "s/{NO_REGION}/$REGION/g" {files}'
    yield f"rm -f *.bak; grep -in replace {files}   # each of these is yours to replace"
    yield ""
    yield from _log_group(starter)
    for role in starter.roles:
        yield from _role(role)
    yield ""
    if isinstance(starter.main, Batch):
        yield from _batch(starter.main)
    else:
        yield from _function(starter, starter.main)
    yield from first_run(starter)


def _log_group(starter: Starter) -> Iterator[str]:
    if starter.log_group is None:
        return
    name = shlex.quote(starter.log_group.name)
    yield f"aws logs create-log-group --log-group-name {name}"
    yield (
        f"aws logs put-retention-policy --log-group-name {name} "
        f"--retention-in-days {starter.log_group.days}"
    )


def _role(role: Role) -> Iterator[str]:
    name = shlex.quote(role.name)
    trusted = shlex.quote(json.dumps(trust(role), separators=(",", ":")))
    yield f"# {role.title}"
    yield f"aws iam create-role --role-name {name} --assume-role-policy-document {trusted}"
    for managed in role.managed:
        arn = managed if isinstance(managed, str) else str(plain(managed))
        yield f"aws iam attach-role-policy --role-name {name} --policy-arn {shlex.quote(arn)}"
    if role.statements:
        yield (
            f"aws iam put-role-policy --role-name {name} --policy-name starter "
            f"--policy-document file://{policy_file(role)}"
        )
    if role.profile:
        yield f"aws iam create-instance-profile --instance-profile-name {name}"
        yield (
            f"aws iam add-role-to-instance-profile --instance-profile-name {name} "
            f"--role-name {name}"
        )


def _batch(batch: Batch) -> Iterator[str]:
    if batch.security_group is not None:
        yield from _open_to_itself(shlex.quote(batch.job.name))
    if batch.placement_group is not None:
        name = shlex.quote(batch.placement_group)
        yield f"aws ec2 create-placement-group --group-name {name} --strategy cluster"
    if batch.launch_template is not None:
        if batch.launch_template.user_data is not None:
            yield "# put what user-data.txt asks for into it first"
            yield (
                f"sed -i.bak \"s|{USER_DATA}|$(base64 < user-data.txt | tr -d '\\n')|\" "
                "launch-template.json"
            )
        yield "aws ec2 create-launch-template --cli-input-json file://launch-template.json"
    yield from _environment_and_queue(batch)
    yield "aws batch register-job-definition --cli-input-json file://job-definition.json"


def _open_to_itself(name: str) -> Iterator[str]:
    yield f"GROUP=$(aws ec2 create-security-group --group-name {name} \\"
    yield "  --description 'EFA: open to itself' --vpc-id REPLACE_VPC \\"
    yield "  --query GroupId --output text)"
    for direction in ("ingress", "egress"):
        yield (
            f'aws ec2 authorize-security-group-{direction} --group-id "$GROUP" --ip-permissions '
            '"IpProtocol=-1,UserIdGroupPairs=[{GroupId=$GROUP}]"'
        )
    yield 'sed -i.bak "s/REPLACE_EFA_SECURITY_GROUP/$GROUP/g" launch-template.json'


def _environment_and_queue(batch: Batch) -> Iterator[str]:
    name = shlex.quote(batch.environment.name)
    yield "aws batch create-compute-environment --cli-input-json file://compute-environment.json"
    yield "# until this says VALID"
    yield (
        f"aws batch describe-compute-environments --compute-environments {name} "
        "--query 'computeEnvironments[0].[status,statusReason,ecsClusterArn]'"
    )
    yield "aws batch create-job-queue --cli-input-json file://job-queue.json"


def _function(starter: Starter, function: Function) -> Iterator[str]:
    if starter.provider is not None:
        yield "aws lambda create-capacity-provider --cli-input-json file://capacity-provider.json"
    yield from upload(starter)
    yield "aws lambda create-function --cli-input-json file://function.json"
    if function.async_retries is not None:
        yield (
            "aws lambda put-function-event-invoke-config "
            "--cli-input-json file://event-invoke-config.json"
        )
