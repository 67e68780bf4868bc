package check

import (
	"encoding/json"
	"sort"

	"conformance/judge"
	"conformance/request"
)

// Features counts, for each field of a security policy, the judged requests of meshes that use it.
type Features map[string]*Sides

// Sides are the two outcomes.
type Sides struct {
	Allowed, Denied int
}

var policyKinds = map[string]bool{"AuthorizationPolicy": true, "PeerAuthentication": true, "RequestAuthentication": true}

func (f Features) count(meshes []*request.Mesh, verdicts judge.Verdicts) {
	for _, line := range meshes {
		used := fieldsUsed(line)
		for _, one := range line.Requests {
			for field := range used {
				f.add(field, verdicts[one].Decision())
			}
		}
	}
}

func (f Features) add(field, decision string) {
	if f[field] == nil {
		f[field] = &Sides{}
	}
	switch decision {
	case "ALLOW":
		f[field].Allowed++
	case "DENY":
		f[field].Denied++
	}
}

func fieldsUsed(line *request.Mesh) map[string]bool {
	used := map[string]bool{}
	for _, text := range line.Objects {
		var object struct {
			Kind string `json:"kind"`
			Spec any    `json:"spec"`
		}
		if json.Unmarshal(text, &object) == nil && policyKinds[object.Kind] {
			collect(object.Kind, object.Spec, used)
		}
	}
	return used
}

// collect names the leaves: lists and the keys of maps that users choose do not show.
func collect(path string, value any, used map[string]bool) {
	switch v := value.(type) {
	case map[string]any:
		for key, item := range v {
			switch {
			case key == "matchLabels" || key == "portLevelMtls":
				used[path+"."+key] = true
			case key == "action" || key == "mode":
				text, _ := item.(string)
				used[path+"."+key+"="+text] = true
			default:
				collect(path+"."+key, item, used)
			}
		}
	case []any:
		for _, item := range v {
			collect(path, item, used)
		}
	default:
		used[path] = true
	}
}

// Names are the fields in order.
func (f Features) Names() []string {
	var names []string
	for name := range f {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
