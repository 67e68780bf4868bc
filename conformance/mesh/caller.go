package mesh

import (
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"conformance/request"
)

// Caller is the peer as the enforcement point meets it. Without principal it is plaintext.
type Caller struct {
	Principal, Address string
}

const anyAddress = "10.99.99.99"

func (i inventory) caller(r *request.Request, trustDomain string) (Caller, error) {
	if r.From.Workload == "" {
		address := r.From.IP
		if address == "" {
			address = anyAddress
		}
		return Caller{r.From.Principal, address}, nil
	}
	pod, err := i.find("Pod", r.From.Workload)
	if err != nil {
		return Caller{}, err
	}
	caller := Caller{Address: addressOf(pod)}
	if r.At == Waypoint || (r.At == Sidecar && hasSidecar(pod)) {
		caller.Principal = fmt.Sprintf("%s/ns/%s/sa/%s", trustDomain, pod.GetNamespace(), serviceAccountOf(pod))
	}
	return caller, nil
}

func hasSidecar(pod *unstructured.Unstructured) bool {
	_, injected := pod.GetAnnotations()["sidecar.istio.io/status"]
	return injected || pod.GetLabels()["security.istio.io/tlsMode"] == "istio"
}

func serviceAccountOf(pod *unstructured.Unstructured) string {
	account, _, _ := unstructured.NestedString(pod.Object, "spec", "serviceAccountName")
	if account == "" {
		return "default"
	}
	return account
}
