# What plain policies decide about a request. Those of each target are in data.policies["namespace/app"], so that no others are
# looked at. A DENY that matches wins; else some ALLOW has to match, for every target has one. authz.wasm is made of this file by
# opa build -t wasm -e mesh/authz/allow -e mesh/authz/decision authz.rego
package mesh.authz

import rego.v1

attached := data.policies[input.target]

default allow := false

# Stops at the first rule that matches.
allow if {
	not some_match(attached.deny)
	some_match(attached.allow)
}

# With all the rules that decided it.
decision := {"allow": false, "rules": denying} if count(denying) > 0

decision := {"allow": count(allowing) > 0, "rules": allowing} if count(denying) == 0

denying := matching(attached.deny)

allowing := matching(attached.allow)

matching(rules) := {rule.name |
	some rule in rules
	matches(rule)
}

some_match(rules) if {
	some rule in rules
	matches(rule)
}

matches(rule) if {
	one_of(rule.principals, rule.principalPrefixes, input.principal)
	any_method(rule)
	any_path(rule)
	not one_of(rule.notPaths, rule.notPathPrefixes, input.path)
}

one_of(exact, _, text) if exact[text]

one_of(_, prefixes, text) if {
	some prefix in prefixes
	startswith(text, prefix)
}

any_method(rule) if not rule.methods

any_method(rule) if rule.methods[input.method]

any_path(rule) if not rule.paths

any_path(rule) if one_of(rule.paths, rule.pathPrefixes, input.path)
