// Package accept asks Istio's and Kubernetes' own validation whether they accept objects.
package accept

import (
	"errors"

	"github.com/hashicorp/go-multierror"

	"conformance/manifest"
)

// Finding is one complaint about one object, printed as one JSON line.
type Finding struct {
	Object   string `json:"object"`
	Layer    string `json:"layer"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
}

// The severities. An Info is told, but does not refuse.
const (
	Error   = "error"
	Warning = "warning"
	Info    = "info"
)

func findingsOf(document manifest.Document, layer, severity string, err error) []Finding {
	var findings []Finding
	for _, message := range messagesOf(err) {
		findings = append(findings, Finding{document.String(), layer, severity, message})
	}
	return findings
}

func messagesOf(err error) []string {
	if err == nil {
		return nil
	}
	var several *multierror.Error
	if !errors.As(err, &several) {
		return []string{err.Error()}
	}
	var messages []string
	for _, one := range several.Errors {
		messages = append(messages, one.Error())
	}
	return messages
}
