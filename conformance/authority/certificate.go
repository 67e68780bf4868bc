// Package authority is the test CA and the test issuer of tokens.
package authority

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/url"
	"sync"
	"time"
)

// CA mints one certificate per principal, on demand.
type CA struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	mutex       sync.Mutex
	minted      map[string]*tls.Certificate
	serial      int64
}

// NewCA makes a self-signed root.
func NewCA() (*CA, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := validFor(1)
	template.Subject = pkix.Name{Organization: []string{"conformance root"}}
	template.IsCA = true
	template.BasicConstraintsValid = true
	template.KeyUsage = x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &CA{certificate: certificate, key: key, minted: map[string]*tls.Certificate{}, serial: 1}, nil
}

// Mint gives the certificate of a principal (td/ns/x/sa/y) as Istio's CA would: one URI SAN.
func (c *CA) Mint(principal string) (*tls.Certificate, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if certificate := c.minted[principal]; certificate != nil {
		return certificate, nil
	}
	identity, err := url.Parse("spiffe://" + principal)
	if err != nil {
		return nil, fmt.Errorf("principal %q is no SPIFFE identity: %w", principal, err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	c.serial++
	template := validFor(c.serial)
	template.URIs = []*url.URL{identity}
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}
	der, err := x509.CreateCertificate(rand.Reader, template, c.certificate, key.Public(), c.key)
	if err != nil {
		return nil, err
	}
	certificate := &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	c.minted[principal] = certificate
	return certificate, nil
}

func validFor(serial int64) *x509.Certificate {
	now := time.Now()
	return &x509.Certificate{SerialNumber: big.NewInt(serial), NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour)}
}

// RootPEM is the root certificate.
func (c *CA) RootPEM() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.certificate.Raw}))
}

// PEM is a certificate and its key.
func PEM(certificate *tls.Certificate) (chain, key string, err error) {
	der, err := x509.MarshalPKCS8PrivateKey(certificate.PrivateKey)
	if err != nil {
		return "", "", err
	}
	chain = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Certificate[0]}))
	return chain, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), nil
}
