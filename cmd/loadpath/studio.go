package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/loadpath/loadpath/internal/studio"
)

func newStudio() *cobra.Command {
	var port int
	var quiet bool
	cmd := &cobra.Command{
		Use:   "studio [DESIGN.yaml]",
		Short: "Open the design in the browser: read, change, load and break it",
		Long: `Serves a page on this machine that shows the design alive: the diagram with its
numbers, playback of simulated load, faults and what they bring down, what-if,
comparison, and an editor. The page and the file follow each other; comments in
the file stay. Only this machine can reach it. Without a file, or with one that
does not exist yet, it shows an outage that really ran, and ways to begin. Ctrl+C
ends.`,
		Example: `  loadpath studio shop.yaml
  loadpath studio shop.yaml --port 8080 --no-open
  loadpath studio                        # start with the gallery`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: yamlFiles,
	}
	cmd.Flags().IntVar(&port, "port", 0, "listen on this `PORT` of the loopback interface; a free one when 0")
	cmd.Flags().BoolVar(&quiet, "no-open", false, "print the address and do not open a browser")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		name := "design.yaml"
		if len(args) == 1 {
			name = args[0]
			if info, err := os.Stat(name); err == nil && info.IsDir() {
				return fmt.Errorf("%s is a directory; name the design file in it", name)
			}
		}
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			return worldError{fmt.Errorf("listen on port %d: %w", port, err)}
		}
		address := fmt.Sprintf("http://%s/", listener.Addr())
		fmt.Fprintf(cmd.OutOrStdout(), "%s is at %s (Ctrl+C ends)\n", name, address)
		if !quiet {
			openBrowser(address)
		}
		return serve(cmd.Context(), listener, studio.Open(cmd.Context(), name).Handler())
	}
	return cmd
}

// serve answers until the context ends.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return worldError{err}
	}
	return nil
}

// openBrowser asks the desktop to show an address; where there is none, the
// address on the screen has to do.
func openBrowser(address string) {
	command := map[string][]string{"darwin": {"open"}, "windows": {"rundll32", "url.dll,FileProtocolHandler"}}[runtime.GOOS]
	if command == nil {
		if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
			return
		}
		command = []string{"xdg-open"}
	}
	cmd := exec.Command(command[0], append(command[1:], address)...)
	if cmd.Start() == nil {
		go func() { _ = cmd.Wait() }()
	}
}
