package judge

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"conformance/mesh"
	"conformance/proxy"
	"conformance/request"
)

// batch is what shares Envoy processes.
type batch struct {
	judge     *Judge
	folder    string
	runs      int
	runnables []*proxy.Runnable
	places    map[string]*proxy.Runnable
	probes    []*probe
	judged    []*judged
	verdicts  Verdicts
}

// judged is the verdict on one probe; a request to a Service has one for each pod.
type judged struct {
	request *request.Request
	verdict *request.Verdict
}

const (
	firstPort = 10000
	adminPort = 9901
	// perEnvoy bounds the proxies of one process.
	perEnvoy = 400
)

func (b *batch) failAll(requests []*request.Request, reason string) {
	for _, r := range requests {
		b.verdicts[r] = failed(&request.Verdict{Point: r.At, Protocol: protocolOf(r)}, reason)
	}
}

// prepare makes the proxies of one mesh runnable and queues its requests.
func (b *batch) prepare(index int, plan *mesh.Plan) {
	providers := proxy.ProvidersOf(plan.Config)
	for _, planned := range plan.Probes {
		p := &probe{Probe: planned, protocol: protocolOf(planned.Request)}
		p.id = fmt.Sprintf("m%d-%d", index, len(b.probes))
		runnable, err := b.runnable(index, plan.Proxies[planned.Destination.Point], planned.Destination, providers)
		if err != nil {
			b.add(planned.Request, failed(&request.Verdict{Point: planned.Request.At, Protocol: p.protocol}, err.Error()))
			continue
		}
		p.at = runnable
		b.probes = append(b.probes, p)
	}
}

func (b *batch) add(r *request.Request, verdict *request.Verdict) {
	b.judged = append(b.judged, &judged{r, verdict})
}

func (b *batch) runnable(index int, from *mesh.Proxy, to mesh.Destination, providers proxy.Providers) (*proxy.Runnable, error) {
	key := fmt.Sprint(index, from.Point)
	if from.Point.Kind == mesh.Gateway {
		key += fmt.Sprint(to.Port)
	}
	if made := b.places[key]; made != nil {
		return made, nil
	}
	number := len(b.runnables)
	place := proxy.Place{Name: fmt.Sprintf("p%d", number), Port: firstPort + number, Log: proxy.LogFile(b.folder)}
	made, err := proxy.Prepare(from, to.Port, place, providers)
	if err != nil {
		return nil, err
	}
	b.places[key] = made
	b.runnables = append(b.runnables, made)
	return made, nil
}

// run plays the requests of some proxies. When a listener makes Envoy abort, halves tell which.
func (b *batch) run(runnables []*proxy.Runnable) error {
	if len(runnables) == 0 {
		return nil
	}
	if len(runnables) > perEnvoy {
		return b.halves(runnables)
	}
	b.runs++
	folder := filepath.Join(b.folder, fmt.Sprint(b.runs))
	if err := os.Mkdir(folder, 0o700); err != nil {
		return err
	}
	envoy := b.judge.envoy
	refused, err := envoy.Start(folder, adminPort, runnables)
	if errors.Is(err, proxy.ErrAborted) {
		if len(runnables) == 1 {
			b.failProxy(runnables[0], err.Error())
			return nil
		}
		return b.halves(runnables)
	}
	if err != nil {
		return err
	}
	defer envoy.Stop()
	return b.play(runnables, refused)
}

func (b *batch) halves(runnables []*proxy.Runnable) error {
	middle := len(runnables) / 2
	if err := b.run(runnables[:middle]); err != nil {
		return err
	}
	return b.run(runnables[middle:])
}

func (b *batch) failProxy(runnable *proxy.Runnable, reason string) {
	for _, p := range b.probes {
		if p.at == runnable {
			b.add(p.Request, failed(&request.Verdict{Point: p.Request.At, Protocol: p.protocol}, reason))
		}
	}
}

func (b *batch) play(runnables []*proxy.Runnable, refused map[string]string) error {
	running := map[*proxy.Runnable]bool{}
	for _, runnable := range runnables {
		if reason, no := refused[runnable.Name]; no {
			b.failProxy(runnable, "Envoy refused the listener: "+reason)
			continue
		}
		running[runnable] = true
	}
	var played []*probe
	for _, p := range b.probes {
		if running[p.at] {
			played = append(played, p)
		}
	}
	b.judge.sendAll(played)
	time.Sleep(logFlush)
	entries, err := proxy.ReadLog(proxy.LogFile(b.folder))
	if err != nil {
		return err
	}
	known := newJournal(entries)
	for _, p := range played {
		b.add(p.Request, known.verdictOf(p))
	}
	return nil
}

func (j *Judge) sendAll(probes []*probe) {
	queue := make(chan *probe)
	var workers sync.WaitGroup
	for range j.workers {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for p := range queue {
				j.send(p)
			}
		}()
	}
	for _, p := range probes {
		queue <- p
	}
	close(queue)
	workers.Wait()
}

// settle gives each request one verdict: that of all pods behind its Service, if they agree.
func (b *batch) settle() {
	for _, one := range b.judged {
		before := b.verdicts[one.request]
		if before == nil {
			b.verdicts[one.request] = one.verdict
			continue
		}
		if before.Decision() != one.verdict.Decision() {
			failed(before, "the pods behind the Service do not agree")
		}
	}
}
