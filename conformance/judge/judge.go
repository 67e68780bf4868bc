package judge

import (
	"fmt"
	"maps"
	"os"
	"time"

	"conformance/authority"
	"conformance/backend"
	"conformance/mesh"
	"conformance/proxy"
	"conformance/request"
)

// Judge holds what all batches share.
type Judge struct {
	envoyBinary string
	workers     int
	ca          *authority.CA
	issuer      *authority.Issuer
	decisions   *backend.Decisions
	envoy       proxy.Envoy
}

const serverPrincipal = "cluster.local/ns/conformance/sa/server"

// New makes the test CA, the token issuer and the servers behind the proxies.
func New(envoyBinary string, workers int) (*Judge, error) {
	j := &Judge{envoyBinary: envoyBinary, workers: workers, decisions: backend.NewDecisions()}
	var err error
	if j.ca, err = authority.NewCA(); err != nil {
		return nil, err
	}
	if j.issuer, err = authority.NewIssuer(); err != nil {
		return nil, err
	}
	server, err := j.ca.Mint(serverPrincipal)
	if err != nil {
		return nil, err
	}
	j.envoy = proxy.Envoy{Binary: envoyBinary, Secrets: proxy.Secrets{Root: j.ca.RootPEM()}}
	if j.envoy.Secrets.Chain, j.envoy.Secrets.Key, err = authority.PEM(server); err != nil {
		return nil, err
	}
	j.envoy.Backends, err = backend.Start(j.decisions)
	return j, err
}

// Verdicts are the answers to the requests of a batch.
type Verdicts map[*request.Request]*request.Verdict

// Judge asks about all requests of some meshes, and a second time about those that a busy machine gave no answer to.
func (j *Judge) Judge(meshes []*request.Mesh) (Verdicts, error) {
	verdicts, err := j.batch(meshes)
	if err != nil {
		return nil, err
	}
	var unanswered []*request.Mesh
	for _, line := range meshes {
		again := *line
		again.Requests = nil
		for _, one := range line.Requests {
			if verdicts[one].Decision() == "" {
				again.Requests = append(again.Requests, one)
			}
		}
		if len(again.Requests) > 0 {
			unanswered = append(unanswered, &again)
		}
	}
	if len(unanswered) == 0 {
		return verdicts, nil
	}
	second, err := j.batch(unanswered)
	maps.Copy(verdicts, second)
	return verdicts, err
}

func (j *Judge) batch(meshes []*request.Mesh) (Verdicts, error) {
	folder, err := os.MkdirTemp("", "conformance-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	verdicts := Verdicts{}
	work := &batch{judge: j, folder: folder, verdicts: verdicts, places: map[string]*proxy.Runnable{}}
	for index, line := range meshes {
		plan, err := mesh.Build(line, mesh.Keys{JWKS: j.issuer.JWKS(), Chain: j.envoy.Secrets.Chain, Key: j.envoy.Secrets.Key})
		if err != nil {
			work.failAll(line.Requests, fmt.Sprintf("istiod: %v", err))
			continue
		}
		for r, err := range plan.Failed {
			verdicts[r] = failed(&request.Verdict{Point: r.At, Protocol: protocolOf(r)}, err.Error())
		}
		work.prepare(index, plan)
	}
	if err := work.run(work.runnables); err != nil {
		return nil, err
	}
	work.settle()
	return verdicts, nil
}

// Problems are questions to external authorizers that had no answer.
func (j *Judge) Problems() []string { return j.decisions.Problems() }

// logFlush is longer than Envoy's flush interval.
const logFlush = 500 * time.Millisecond
