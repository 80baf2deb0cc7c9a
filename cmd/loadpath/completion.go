package main

import "github.com/spf13/cobra"

// shells are those whose completion cobra writes.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func newCompletion() *cobra.Command {
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: "Print the completion script of a shell",
		Example: `  source <(loadpath completion bash)                                          # this shell
  loadpath completion bash > ~/.local/share/bash-completion/completions/loadpath
  loadpath completion zsh > "${fpath[1]}/_loadpath"
  loadpath completion fish > ~/.config/fish/completions/loadpath.fish`,
		ValidArgs: shells,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return mistyped(cmd, "which shell? Type `loadpath completion bash`, or zsh, fish or powershell")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			root, out := cmd.Root(), cmd.OutOrStdout()
			var err error
			switch args[0] {
			case "bash":
				err = root.GenBashCompletionV2(out, true)
			case "zsh":
				err = root.GenZshCompletion(out)
			case "fish":
				err = root.GenFishCompletion(out, true)
			case "powershell":
				err = root.GenPowerShellCompletionWithDesc(out)
			default:
				return mistyped(cmd, "there is no completion for %q%s", args[0], didYouMean(args[0], shells))
			}
			if err != nil {
				return worldError{err}
			}
			return nil
		},
	}
}
