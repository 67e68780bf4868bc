package authority

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"time"

	"conformance/request"
)

// Issuer signs tokens with a key that every RequestAuthentication trusts, or with one that none does.
type Issuer struct {
	trusted, untrusted *rsa.PrivateKey
}

// NewIssuer makes both keys.
func NewIssuer() (*Issuer, error) {
	trusted, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	untrusted, err := rsa.GenerateKey(rand.Reader, 2048)
	return &Issuer{trusted, untrusted}, err
}

// JWKS is the public key set.
func (i *Issuer) JWKS() string {
	public := i.trusted.PublicKey
	return fmt.Sprintf(`{"keys":[{"kty":"RSA","kid":"k1","alg":"RS256","use":"sig","e":%q,"n":%q}]}`,
		encode(big.NewInt(int64(public.E)).Bytes()), encode(public.N.Bytes()))
}

// Sign writes the compact form. A token without issuer is a text that is no JWT.
func (i *Issuer) Sign(token request.Token) (string, error) {
	if token.Issuer == "" {
		return "not.a.token", nil
	}
	payload, err := json.Marshal(claimsOf(token))
	if err != nil {
		return "", err
	}
	signed := encode([]byte(`{"alg":"RS256","kid":"k1","typ":"JWT"}`)) + "." + encode(payload)
	key := i.trusted
	if token.Valid != nil && !*token.Valid {
		key = i.untrusted
	}
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	return signed + "." + encode(signature), err
}

func claimsOf(token request.Token) map[string]any {
	claims := maps.Clone(token.Claims)
	if claims == nil {
		claims = map[string]any{}
	}
	claims["iss"] = token.Issuer
	claims["exp"] = time.Now().Add(time.Hour).Unix()
	if token.Subject != "" {
		claims["sub"] = token.Subject
	}
	switch len(token.Audiences) {
	case 0:
	case 1:
		claims["aud"] = token.Audiences[0]
	default:
		claims["aud"] = token.Audiences
	}
	return claims
}

func encode(bytes []byte) string {
	return base64.RawURLEncoding.EncodeToString(bytes)
}
