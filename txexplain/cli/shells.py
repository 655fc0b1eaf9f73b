"""The scripts that let a shell complete what is typed after `txexplain`, and where each shell finds its own."""

from __future__ import annotations

import os
from pathlib import Path

from txexplain.model.errors import InputError

_SCRIPTS = {
    "bash": """_txexplain() {
    local IFS=$'\\n'
    COMPREPLY=($("$1" --complete bash "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o bashdefault -o default -F _txexplain txexplain
""",
    "zsh": """#compdef txexplain
_txexplain() {
    local -a found
    found=(${(f)"$("$words[1]" --complete zsh "${(@)words[2,CURRENT]}" 2>/dev/null)"})
    if (( $#found )); then _describe -V txexplain found; else _files; fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
compdef _txexplain txexplain
""",
    "fish": """function __txexplain
    set -l words (commandline -opc) (commandline -ct)
    set -l found ($words[1] --complete fish $words[2..-1] 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c txexplain -f -k -a '(__txexplain)'
""",
}
SHELLS = tuple(_SCRIPTS)
_STARTED_BY = {"bash": ".bashrc", "zsh": ".zshrc"}  # fish finds its completions by their place


def script_of(shell: str | None) -> str:
    """What turns completion on in that shell, or in the one that is in use. Raises InputError."""
    return _SCRIPTS[known_shell(shell)]


def known_shell(shell: str | None) -> str:
    name = shell or os.path.basename(os.environ.get("SHELL", ""))
    if name not in _SCRIPTS:
        raise InputError("unknown_shell", name=name[:40] or " ", near=", ".join(SHELLS))
    return name


def install(shell: str | None) -> Path:
    """Writes the script where the shell finds it, and a line in the file it starts with. Raises InputError."""
    name = known_shell(shell)
    path = _place_of(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_SCRIPTS[name], encoding="utf-8")
        if name in _STARTED_BY:
            _add_line(Path.home() / _STARTED_BY[name], f"source '{path}'")
    except OSError as error:
        raise InputError("completion_not_written", path=str(path), reason=error.strerror or "") from error
    return path


def _place_of(shell: str) -> Path:
    if shell == "fish":
        settings = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
        return Path(settings, "fish", "completions", "txexplain").with_suffix(".fish")
    from platformdirs import user_data_path

    return user_data_path("txexplain") / f"completion.{shell}"


def _add_line(path: Path, line: str) -> None:
    """Puts the line at the end of the file, unless it is in it."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if line not in text.splitlines():
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{'' if text.endswith(chr(10)) or not text else chr(10)}{line}\n")
