"""``tei-tools completion``: the script by which a shell completes commands, options and file names."""

from __future__ import annotations

import click

from .messages import emit

HELP = """Print the script by which a shell completes "tei-tools" on the Tab key.

\b
Try it in this shell:
  eval "$(tei-tools completion bash)"
  eval "$(tei-tools completion zsh)"
  tei-tools completion fish | source

\b
Keep it:
  bash  tei-tools completion bash > ~/.local/share/bash-completion/completions/tei-tools
  zsh   tei-tools completion zsh > DIR/_tei-tools, DIR being a folder of $fpath
  fish  tei-tools completion fish > ~/.config/fish/completions/tei-tools.fish

The script asks the installed tei-tools, so it need not be made again when a
new version has other options. Bash must be 4.4 or newer.
"""


@click.command("completion", help=HELP, short_help="Print the completion script of a shell.", no_args_is_help=True)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]), metavar="bash|zsh|fish")
@click.pass_context
def command(ctx: click.Context, shell: str) -> int:
    from click.shell_completion import get_completion_class

    completion = get_completion_class(shell)
    assert completion is not None
    root = ctx.find_root()
    script = completion(root.command, {}, "tei-tools", "_TEI_TOOLS_COMPLETE")
    # Not source(), which for bash first starts the bash of this machine to ask for its version.
    emit(script.source_template % script.source_vars() + "\n")
    return 0
