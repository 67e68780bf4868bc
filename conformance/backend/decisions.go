// Package backend holds the servers behind the proxies: external authorizers, and a TCP server that answers a marker.
package backend

import (
	"fmt"
	"net"
	"sync"
)

// Decisions are what each external authorizer answers to each request.
type Decisions struct {
	mutex    sync.Mutex
	byName   map[string]map[string]string
	problems []string
}

// NewDecisions starts without any.
func NewDecisions() *Decisions {
	return &Decisions{byName: map[string]map[string]string{}}
}

// Set tells the answers to a request, by the name it carries or the address it comes from.
func (d *Decisions) Set(name string, external map[string]string) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.byName[name] = external
}

// allows answers for a provider. A request of which nothing is known is refused and remembered as a problem.
func (d *Decisions) allows(provider string, names ...string) bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	for _, name := range names {
		switch d.byName[name][provider] {
		case "allow":
			return true
		case "deny":
			return false
		}
	}
	d.problems = append(d.problems, fmt.Sprintf("provider %q was asked about %q, of which nothing is said", provider, names))
	return false
}

// Problems are the questions that had no answer.
func (d *Decisions) Problems() []string {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return append([]string(nil), d.problems...)
}

func listen() (net.Listener, int, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, 0, err
	}
	return listener, listener.Addr().(*net.TCPAddr).Port, nil
}
