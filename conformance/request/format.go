// Package request holds the JSON shape of meshes, requests and verdicts.
package request

import "encoding/json"

// Mesh is one line of input: Kubernetes objects, the mesh configuration and requests to judge.
type Mesh struct {
	ID         string          `json:"id"`
	MeshConfig json.RawMessage `json:"meshConfig"`
	// Environment are variables of istiod.
	Environment map[string]string `json:"istiodEnv,omitempty"`
	Objects     []json.RawMessage `json:"objects"`
	Requests    []*Request        `json:"requests"`
}

// Request is one request and, when known, what is expected of it.
type Request struct {
	ID       string            `json:"id"`
	At       string            `json:"at"`
	From     Caller            `json:"from"`
	To       Target            `json:"to"`
	HTTP     *HTTP             `json:"http,omitempty"`
	SNI      string            `json:"sni,omitempty"`
	External map[string]string `json:"external,omitempty"`
	Expect   string            `json:"expect,omitempty"`
	Whole    bool              `json:"whole,omitempty"`
	Claim    string            `json:"claim,omitempty"`
	Envoy    *Verdict          `json:"envoy,omitempty"`
}

// Caller is the peer of the connection.
type Caller struct {
	Workload      string   `json:"workload,omitempty"`
	Principal     string   `json:"principal,omitempty"`
	IP            string   `json:"ip,omitempty"`
	DataPlane     string   `json:"dataPlane,omitempty"`
	XForwardedFor []string `json:"xForwardedFor,omitempty"`
}

// Target is what the caller addresses: one of a workload, a Service and a gateway.
type Target struct {
	Workload string `json:"workload,omitempty"`
	Service  string `json:"service,omitempty"`
	Gateway  string `json:"gateway,omitempty"`
	IP       string `json:"ip,omitempty"`
	Port     int    `json:"port"`
}

// HTTP is the request as it is on the wire, before normalisation.
type HTTP struct {
	Method  string             `json:"method"`
	Path    string             `json:"path"`
	Host    string             `json:"host"`
	Version string             `json:"version,omitempty"`
	Headers map[string]Strings `json:"headers,omitempty"`
	Tokens  []Token            `json:"tokens,omitempty"`
}

// Token is a JWT; without issuer it is no JWT at all.
type Token struct {
	Issuer    string         `json:"issuer,omitempty"`
	Subject   string         `json:"subject,omitempty"`
	Audiences []string       `json:"audiences,omitempty"`
	Claims    map[string]any `json:"claims,omitempty"`
	In        *TokenPlace    `json:"in,omitempty"`
	Valid     *bool          `json:"valid,omitempty"`
}

// TokenPlace is where the request carries a token: one of header, param and cookie.
type TokenPlace struct {
	Header string  `json:"header,omitempty"`
	Prefix *string `json:"prefix,omitempty"`
	Param  string  `json:"param,omitempty"`
	Cookie string  `json:"cookie,omitempty"`
}

// Verdict is what Envoy did.
type Verdict struct {
	Point    string `json:"point"`
	Verdict  string `json:"verdict"`
	Status   int    `json:"status,omitempty"`
	Filter   string `json:"filter,omitempty"`
	Policy   string `json:"policy,omitempty"`
	Chain    string `json:"chain,omitempty"`
	Protocol string `json:"protocol"`
	// Reason is there when nothing could be judged.
	Reason string `json:"reason,omitempty"`
}

// Strings is one string or a list of them.
type Strings []string

// UnmarshalJSON reads either form.
func (s *Strings) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*s = Strings{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(s))
}

// MarshalJSON writes a single value as a string.
func (s Strings) MarshalJSON() ([]byte, error) {
	if len(s) == 1 {
		return json.Marshal(s[0])
	}
	return json.Marshal([]string(s))
}

// Decision is ALLOW or DENY, or empty when nothing was judged.
func (v *Verdict) Decision() string {
	switch v.Verdict {
	case "allow":
		return "ALLOW"
	case "deny", "reject":
		return "DENY"
	}
	return ""
}
