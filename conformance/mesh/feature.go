package mesh

import (
	"fmt"
	"strconv"

	"istio.io/istio/pilot/pkg/features"
	"istio.io/istio/pkg/test"
)

// Istio reads its environment once, when it starts; these are the variables that can be changed for one mesh.
var flags = map[string]*bool{
	"PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS": &features.EnableMultipleCustomAuthzProviders,
	"PILOT_SKIP_VALIDATE_TRUST_DOMAIN":             &features.SkipValidateTrustDomain,
	"ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY":     &features.EnableSelectorBasedK8sGatewayPolicy,
}

// setFlags sets them until the test ends.
func setFlags(t test.Failer, environment map[string]string) error {
	for name, text := range environment {
		flag := flags[name]
		if flag == nil {
			return fmt.Errorf("istiodEnv: %s cannot be set here", name)
		}
		value, err := strconv.ParseBool(text)
		if err != nil {
			return fmt.Errorf("istiodEnv: %s: %w", name, err)
		}
		test.SetForTest(t, flag, value)
	}
	return nil
}
