"""Compiles the container world's default system call profile into the filters that bubblewrap loads.

moby-default.json is default.json of github.com/moby/profiles/seccomp v0.2.4 (Apache License 2.0, see moby-LICENSE),
unchanged. Written here: x64.bpf and arm64.bpf, named as Node names processors. Needs libseccomp's Python module
(Debian: python3-seccomp). Run it after a change of the profile and commit what it writes:

    python3 src/sandbox/seccomp/generate.py
"""

import json
from errno import ENOSYS, EPERM
from pathlib import Path

import seccomp

FOLDER = Path(__file__).parent
TARGETS = {"x64": (seccomp.Arch.X86_64, "amd64"), "arm64": (seccomp.Arch.AARCH64, "arm64")}
COMPARISONS = {
    "SCMP_CMP_LT": seccomp.LT,
    "SCMP_CMP_EQ": seccomp.EQ,
    "SCMP_CMP_MASKED_EQ": seccomp.MASKED_EQ,
}


def applies(rule: dict, architecture: str) -> bool:
    """Tenants have no capability: what needs one is left out. Every kernel that we run on is newer than 4.8."""
    includes, excludes = rule.get("includes", {}), rule.get("excludes", {})
    if includes.get("caps"):
        return False
    if architecture in excludes.get("arches", []):
        return False
    return architecture in includes.get("arches", [architecture])


def argument(arg: dict) -> seccomp.Arg:
    comparison = COMPARISONS[arg["op"]]
    if comparison == seccomp.MASKED_EQ:
        return seccomp.Arg(arg["index"], comparison, arg["value"], arg.get("valueTwo", 0))
    return seccomp.Arg(arg["index"], comparison, arg["value"])


def compile_profile(profile: dict, arch: int, architecture: str, out: Path) -> None:
    # "No such call" makes programs fall back to an older call; "not permitted" makes many give up.
    filter = seccomp.SyscallFilter(seccomp.ERRNO(ENOSYS))
    filter.set_attr(seccomp.Attr.ACT_BADARCH, seccomp.ERRNO(EPERM))
    if not filter.exist_arch(arch):
        filter.add_arch(arch)
        filter.remove_arch(seccomp.Arch())
    for rule in profile["syscalls"]:
        if rule["action"] != "SCMP_ACT_ALLOW" or not applies(rule, architecture):
            continue
        for name in rule["names"]:
            try:
                filter.add_rule(seccomp.ALLOW, name, *map(argument, rule.get("args", [])))
            except RuntimeError:
                # Not a call of this processor, or newer than this libseccomp.
                continue
    with out.open("wb") as file:
        filter.export_bpf(file)


def main() -> None:
    profile = json.loads((FOLDER / "moby-default.json").read_text())
    for name, (arch, architecture) in TARGETS.items():
        out = FOLDER / f"{name}.bpf"
        compile_profile(profile, arch, architecture, out)
        print(out.name, out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
