package check

import (
	"fmt"
	"strings"
)

// Versions are what was asked.
type Versions struct {
	Istio, Go, Envoy, GatewayAPI string
}

// Document is docs/conformance.md.
func (r *Result) Document(v Versions) string {
	var text strings.Builder
	write := func(format string, arguments ...any) { fmt.Fprintf(&text, format, arguments...) }
	write("# Conformance\n\nWritten by `conformance/run.sh`; do not edit. What the real Istio says about what this repository holds.\n\n")
	write("| asked | version |\n|---|---|\n| istiod, its webhook, CRDs and analyzers | `istio.io/istio` %s |\n", v.Istio)
	write("| Envoy | %s |\n| Gateway API CRDs | %s |\n| built with | %s |\n\n", v.Envoy, v.GatewayAPI, v.Go)
	r.writeAcceptance(write)
	r.writeJudgements(write)
	r.Agreement.write(write)
	return text.String()
}

func (r *Result) writeAcceptance(write func(string, ...any)) {
	write("## Accepted\n\nThe YAML of the examples through the CRDs (schema, CEL, unknown fields), istiod's webhook and istioctl's analyzers, ")
	write("with the pods that\na cluster would run. An error, a warning and a remark each count as a finding.\n\n| folder | objects | findings |\n|---|---|---|\n")
	for _, one := range r.Accepted {
		write("| %s | %d | %d |\n", one.Folder, one.Objects, one.Findings)
	}
	write("\n%d fixtures in `conformance/fixtures` are refused or accepted as they say themselves.\n\n", r.Fixtures)
}

func (r *Result) writeJudgements(write func(string, ...any)) {
	write("## Judged\n\nRequests to listeners that istiod generated, in a running Envoy. Differences are from the recorded verdicts ")
	write("(`conformance/recorded` and `test/vectors`):\nverdict, HTTP status, deciding filter and kind of filter chain. ")
	write("“ztunnel” counts requests that no Envoy decides; they are not judged here.\n\n")
	write("| requests of | meshes | requests | allowed | denied | not judged | differ | name another policy | ztunnel |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, one := range append(r.Examples[:len(r.Examples):len(r.Examples)], r.Recorded...) {
		f := one.Report
		write("| %s | %d | %d | %d | %d | %d | %d | %d | %d |\n",
			one.Name, f.Meshes, f.Requests, f.Allowed, f.Denied, f.Unjudged, f.Differing, f.OtherPolicy, one.Ztunnel)
	}
	write("\n")
}
