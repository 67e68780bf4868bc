package proxy

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Envoy is one process with the listeners of many meshes.
type Envoy struct {
	Binary   string
	Backends Backends
	Secrets  Secrets

	folder    string
	adminPort int
	process   *exec.Cmd
	exited    chan error
}

// ErrAborted says that Envoy ended while it read its listeners: one of them makes it abort.
var ErrAborted = errors.New("Envoy ended while it read its listeners")

const startTimeout = 120 * time.Second

// LogFile is where the access log of a run in a folder goes.
func LogFile(folder string) string { return filepath.Join(folder, "access.log") }

// Start runs Envoy in a folder of its own and waits until its listeners are there. It gives the listeners that Envoy refused,
// with the reason.
func (e *Envoy) Start(folder string, adminPort int, runnables []*Runnable) (map[string]string, error) {
	e.folder, e.adminPort = folder, adminPort
	if err := e.writeListeners(runnables); err != nil {
		return nil, err
	}
	if err := e.writeBootstrap(runnables); err != nil {
		return nil, err
	}
	e.process = exec.Command(e.Binary, "-c", e.bootstrapFile(), "--concurrency", "2", "--disable-hot-restart",
		"--file-flush-interval-msec", "100", "--log-level", "warning", "--log-path", e.messagesFile())
	// A run that is ended from outside leaves no Envoy behind.
	e.process.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := e.process.Start(); err != nil {
		return nil, err
	}
	e.exited = make(chan error, 1)
	go func() { e.exited <- e.process.Wait() }()
	if err := e.waitReady(); err != nil {
		return nil, err
	}
	return e.refused(runnables)
}

func (e *Envoy) messagesFile() string { return filepath.Join(e.folder, "envoy.log") }

func (e *Envoy) waitReady() error {
	for deadline := time.Now().Add(startTimeout); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		select {
		case err := <-e.exited:
			e.exited <- err
			return fmt.Errorf("%w: %v: %s", ErrAborted, err, e.lastMessages())
		default:
		}
		if text, err := e.admin("/ready"); err == nil && strings.TrimSpace(text) == "LIVE" {
			return nil
		}
	}
	e.Stop()
	return fmt.Errorf("Envoy was not ready after %s: %s", startTimeout, e.lastMessages())
}

func (e *Envoy) lastMessages() string {
	text, err := os.ReadFile(e.messagesFile())
	if err != nil {
		return err.Error()
	}
	var told []string
	for _, line := range strings.Split(string(text), "\n") {
		if line != "" && !strings.Contains(line, "[backtrace]") {
			told = append(told, line)
		}
	}
	return strings.Join(told[max(0, len(told)-3):], " / ")
}

func (e *Envoy) admin(path string) (string, error) {
	response, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d%s", e.adminPort, path))
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return string(text), err
}

func (e *Envoy) refused(runnables []*Runnable) (map[string]string, error) {
	text, err := e.admin("/listeners?format=json")
	if err != nil {
		return nil, err
	}
	var status struct {
		Listeners []struct {
			Name string `json:"name"`
		} `json:"listener_statuses"`
	}
	if err := json.Unmarshal([]byte(text), &status); err != nil {
		return nil, err
	}
	present := map[string]bool{}
	for _, listener := range status.Listeners {
		present[listener.Name] = true
	}
	refused := map[string]string{}
	for _, runnable := range runnables {
		for _, listener := range runnable.Listeners {
			if !present[listener.GetName()] {
				refused[runnable.Name] = e.reason(listener.GetName())
			}
		}
	}
	return refused, nil
}

func (e *Envoy) reason(listener string) string {
	text, _ := os.ReadFile(e.messagesFile())
	for _, line := range strings.Split(string(text), "\n") {
		if strings.Contains(line, listener) {
			return line
		}
	}
	return "Envoy refused the listener and did not say why"
}

// Stop ends the process this started.
func (e *Envoy) Stop() {
	_ = e.process.Process.Kill()
	<-e.exited
}
