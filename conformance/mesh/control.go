package mesh

import (
	"fmt"
	"net/netip"
	"strings"

	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/config/schema/gatewayapi"
	"istio.io/istio/pkg/test"
	"istio.io/istio/pkg/util/sets"
	"istio.io/istio/pkg/workloadapi"

	meshconfig "istio.io/api/mesh/v1alpha1"
	meshdefaults "istio.io/istio/pkg/config/mesh"

	"conformance/request"
)

// Probe is one request at one proxy.
type Probe struct {
	Request     *request.Request
	Destination Destination
	Caller      Caller
}

// Plan is what istiod made of a mesh: the proxies that its requests meet, and the requests that meet none.
type Plan struct {
	Config  *meshconfig.MeshConfig
	Proxies map[Point]*Proxy
	Probes  []Probe
	Failed  map[*request.Request]error
}

// The fake API server's CRDs carry no version: without this istiod would ignore GRPCRoutes, TCPRoutes and TLSRoutes.
func init() {
	clear(gatewayapi.MinimumCRDVersions)
}

// Build runs istiod's control plane over one mesh.
func Build(line *request.Mesh, keys Keys) (*Plan, error) {
	objects, err := objectsOf(line)
	if err != nil {
		return nil, err
	}
	if err := trustIssuer(objects, keys.JWKS); err != nil {
		return nil, err
	}
	config, err := meshdefaults.ApplyMeshConfigDefaults(string(line.MeshConfig))
	if err != nil {
		return nil, fmt.Errorf("meshConfig: %w", err)
	}
	plan := &Plan{Config: config, Proxies: map[Point]*Proxy{}, Failed: map[*request.Request]error{}}
	objects = append(objects, gatewaySecrets(objects, keys)...)
	return plan, plan.fill(line, inventory{supplement(objects)})
}

func (p *Plan) fill(line *request.Mesh, known inventory) error {
	options := xds.FakeOptions{MeshConfig: p.Config}
	var err error
	if options.KubernetesObjects, err = typedOf(known.objects); err != nil {
		return err
	}
	if options.Configs, err = configsOf(known.objects); err != nil {
		return err
	}
	var inner error
	err = test.Wrap(func(t test.Failer) {
		// Istio's test packages panic on objects that an API server would refuse.
		defer func() {
			if problem := recover(); problem != nil {
				inner = fmt.Errorf("panic: %v", problem)
			}
		}()
		if inner = setFlags(t, line.Environment); inner != nil {
			return
		}
		inner = p.ask(controlPlane{xds.NewFakeDiscoveryServer(t, options), known}, line.Requests)
	})
	if err != nil {
		return err
	}
	return inner
}

// controlPlane is istiod with the objects of one mesh.
type controlPlane struct {
	server *xds.FakeDiscoveryServer
	known  inventory
}

func (p *Plan) ask(plane controlPlane, requests []*request.Request) error {
	for _, r := range requests {
		destinations, err := plane.known.destinations(r, plane.waypointOf)
		if err != nil {
			p.Failed[r] = err
			continue
		}
		caller, err := plane.known.caller(r, p.Config.TrustDomain)
		if err != nil {
			p.Failed[r] = err
			continue
		}
		for _, destination := range destinations {
			if p.Proxies[destination.Point] == nil {
				proxy, err := plane.proxy(destination.Point)
				if err != nil {
					return err
				}
				p.Proxies[destination.Point] = proxy
			}
			p.Probes = append(p.Probes, Probe{r, destination, caller})
		}
	}
	return nil
}

// waypointOf asks the ambient index which waypoint serves an address.
func (c controlPlane) waypointOf(address string) (Point, error) {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return Point{}, fmt.Errorf("no address: %w", err)
	}
	infos, _ := c.server.AmbientIndex.AddressInformation(sets.New("/" + ip.String()))
	for _, info := range infos {
		if hostname := waypointHostname(info); hostname != "" {
			parts := strings.SplitN(hostname, ".", 3)
			return Point{Waypoint, parts[1], parts[0]}, nil
		}
	}
	return Point{}, fmt.Errorf("no waypoint serves %s", address)
}

func waypointHostname(info model.AddressInfo) string {
	var waypoint *workloadapi.GatewayAddress
	if service := info.GetService(); service != nil {
		waypoint = service.GetWaypoint()
	} else {
		waypoint = info.GetWorkload().GetWaypoint()
	}
	return waypoint.GetHostname().GetHostname()
}
