// Package judge puts requests to the real Envoy and reads its verdicts.
package judge

import (
	"sort"
	"strings"

	"conformance/authority"
	"conformance/client"
	"conformance/proxy"
	"conformance/request"
)

// messageOf writes the HTTP request with its tokens where they belong.
func messageOf(r *request.Request, id string, issuer *authority.Issuer) (client.Message, error) {
	message := client.Message{Method: r.HTTP.Method, Path: r.HTTP.Path, Host: r.HTTP.Host}
	for _, name := range sortedNames(r.HTTP.Headers) {
		for _, value := range r.HTTP.Headers[name] {
			message.Headers = append(message.Headers, [2]string{name, value})
		}
	}
	if len(r.From.XForwardedFor) > 0 {
		message.Headers = append(message.Headers, [2]string{"x-forwarded-for", strings.Join(r.From.XForwardedFor, ",")})
	}
	for _, token := range r.HTTP.Tokens {
		if err := carry(&message, token, issuer); err != nil {
			return message, err
		}
	}
	message.Headers = append(message.Headers, [2]string{proxy.IDHeader, id})
	return message, nil
}

func sortedNames(headers map[string]request.Strings) []string {
	var names []string
	for name := range headers {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

func carry(message *client.Message, token request.Token, issuer *authority.Issuer) error {
	signed, err := issuer.Sign(token)
	if err != nil {
		return err
	}
	switch place := token.In; {
	case place == nil:
		message.Headers = append(message.Headers, [2]string{"authorization", "Bearer " + signed})
	case place.Param != "":
		message.Path = withParameter(message.Path, place.Param+"="+signed)
	case place.Cookie != "":
		message.Headers = append(message.Headers, [2]string{"cookie", place.Cookie + "=" + signed})
	default:
		message.Headers = append(message.Headers, [2]string{place.Header, prefixOf(place) + signed})
	}
	return nil
}

func prefixOf(place *request.TokenPlace) string {
	if place.Prefix != nil {
		return *place.Prefix
	}
	return ""
}

func withParameter(path, parameter string) string {
	path, fragment, hasFragment := strings.Cut(path, "#")
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	path += separator + parameter
	if hasFragment {
		path += "#" + fragment
	}
	return path
}
