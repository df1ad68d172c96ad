//! The policy, both ways.

use fp_checker::{Limits, Policy, PythonTarget};
use fp_contract::policy;

/// The policy as the server says it.
pub fn in_contract(policy: Policy) -> policy::Policy {
    policy::Policy {
        python: policy::Python {
            major: policy.python.major,
            minor: policy.python.minor,
        },
        limits: policy::Limits {
            files: policy.limits.files,
            file_bytes: policy.limits.file_bytes,
            total_bytes: policy.limits.total_bytes,
        },
        replace_imports: policy.replace_imports,
        extend_imports: policy.extend_imports,
    }
}

/// The policy as the checker takes it.
pub fn in_checker(policy: policy::Policy) -> Policy {
    Policy {
        python: PythonTarget {
            major: policy.python.major,
            minor: policy.python.minor,
        },
        limits: Limits {
            files: policy.limits.files,
            file_bytes: policy.limits.file_bytes,
            total_bytes: policy.limits.total_bytes,
        },
        replace_imports: policy.replace_imports,
        extend_imports: policy.extend_imports,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_on_the_way() {
        let policy = Policy {
            python: PythonTarget { major: 3, minor: 11 },
            limits: Limits {
                files: 1,
                file_bytes: 2,
                total_bytes: 3,
            },
            replace_imports: Some(["os".to_owned()].into()),
            extend_imports: ["PIL".to_owned()].into(),
        };
        assert_eq!(in_checker(in_contract(policy.clone())), policy);
    }
}
