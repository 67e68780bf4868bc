package judge

import (
	"strings"

	"conformance/client"
	"conformance/mesh"
	"conformance/proxy"
	"conformance/request"
)

// The words of a verdict.
const (
	allow   = "allow"
	deny    = "deny"
	reject  = "reject"
	unknown = "unknown"
)

// journal finds Envoy's log entries of a request.
type journal struct {
	requests    map[string]proxy.Entry // listener and request
	connections map[string]proxy.Entry // listener and client address, or listener and tunnelled request
}

func newJournal(entries []proxy.Entry) journal {
	j := journal{map[string]proxy.Entry{}, map[string]proxy.Entry{}}
	for _, entry := range entries {
		if entry.Kind == "http" {
			j.requests[entry.Listener+" "+entry.Request] = entry
			continue
		}
		j.connections[entry.Listener+" "+entry.Remote] = entry
		j.connections[entry.Listener+" "+entry.Tunnel] = entry
	}
	return j
}

// verdictOf joins what the client saw with what Envoy wrote.
func (j journal) verdictOf(p *probe) *request.Verdict {
	verdict := &request.Verdict{Point: p.Destination.Point.Kind, Protocol: p.protocol, Status: p.outcome.Status}
	inner := p.at.Name
	if p.Destination.Point.Kind == mesh.Waypoint {
		inner += "_main_internal"
	}
	http, sawRequest := j.requests[inner+" "+p.id]
	switch {
	case p.err != nil:
		return failed(verdict, p.err.Error())
	case p.outcome.TCP || client.PassedThrough(p.handshake):
		verdict.Verdict, verdict.Chain = allow, "tcp"
	case sawRequest:
		verdict.Chain = "http"
		readDetails(verdict, http.Details)
	default:
		j.readConnection(verdict, p, inner)
	}
	return verdict
}

func failed(verdict *request.Verdict, reason string) *request.Verdict {
	verdict.Verdict, verdict.Reason = unknown, reason
	return verdict
}

// readDetails reads %RESPONSE_CODE_DETAILS%.
func readDetails(verdict *request.Verdict, details string) {
	verdict.Verdict = deny
	switch {
	case details == "direct_response":
		verdict.Verdict = allow
	case strings.HasPrefix(details, "rbac_access_denied"):
		verdict.Filter, verdict.Policy = "rbac", matchedPolicy(details)
	case strings.HasPrefix(details, "jwt_authn_access_denied"):
		verdict.Filter = "jwt_authn"
	case strings.HasPrefix(details, "ext_authz_"):
		verdict.Filter = "ext_authz"
	case details == "absolute_path_rejected", details == "query_missing_content_type", details == "upgrade_failed":
		verdict.Verdict, verdict.Filter = reject, "codec"
	default:
		failed(verdict, "Envoy answered for another reason: "+details)
	}
}

func matchedPolicy(details string) string {
	start, end := strings.Index(details, "["), strings.LastIndex(details, "]")
	if start < 0 || end < start {
		return ""
	}
	return details[start+1 : end]
}

// readConnection tells why a connection was closed without an answer.
func (j journal) readConnection(verdict *request.Verdict, p *probe, inner string) {
	outer := j.connections[p.at.Name+" "+p.local.String()]
	entry := outer
	if inner != p.at.Name {
		if tunnelled, ok := j.connections[inner+" "+p.id]; ok {
			entry = tunnelled
		}
	}
	switch {
	case strings.HasPrefix(entry.Termination, "rbac_access_denied"):
		verdict.Verdict, verdict.Filter, verdict.Chain = deny, "rbac", "tcp"
		verdict.Policy = matchedPolicy(entry.Termination)
	case strings.Contains(entry.Flags, "UAEX") || strings.HasPrefix(entry.Termination, "ext_authz"):
		verdict.Verdict, verdict.Filter, verdict.Chain = deny, "ext_authz", "tcp"
	case p.handshake != nil && inner == p.at.Name, outer.Failure != "",
		strings.Contains(entry.Details, "filter_chain_not_found"), strings.Contains(entry.Flags, "NR"):
		verdict.Verdict, verdict.Filter = reject, "tls"
	case strings.Contains(entry.Flags, "DPE"):
		// What came is no HTTP to Envoy's parser; policies never see it.
		verdict.Verdict, verdict.Filter, verdict.Chain = reject, "codec", "http"
	default:
		failed(verdict, "the connection was closed and Envoy does not say why: "+entry.Details+" "+entry.Termination+" "+entry.Flags)
	}
}
