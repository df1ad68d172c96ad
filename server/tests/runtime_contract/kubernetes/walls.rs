//! What code in a pod can do, as the kernel tells it from inside.

use serde_json::Value;

use super::KubernetesBed;
use crate::runtime_contract::bed::Subject;

/// Reports what it may do.
const PROBING: &str = r#"
import os
from fastapi import FastAPI

app = FastAPI()


def can_write(path):
    try:
        open(path, "w").close()
    except OSError:
        return False
    return True


@app.get("/")
def walls():
    with open("/proc/self/status") as file:
        status = dict(line.split(":", 1) for line in file.read().splitlines())
    kernel = {name: status[name].strip() for name in ("NoNewPrivs", "Seccomp", "CapEff", "CapPrm", "CapBnd")}
    return {
        "kernel": kernel,
        "user": [os.getuid(), os.geteuid(), os.getgid()],
        "account": os.path.exists("/var/run/secrets/kubernetes.io"),
        "writes": {path: can_write(path + "/probe") for path in ("", "/opt", "/etc", "/code", "/dev", "/tmp")},
        "services": [name for name in os.environ if name.endswith("_SERVICE_HOST")],
        "mounts": sum(1 for line in open("/proc/mounts") if line.split()[1] == "/" and "ro" in line.split()[3].split(",")),
    }
"#;

pub(crate) async fn d02_a_pod_has_no_more_rights_than_it_needs() {
    let subject = Subject::<KubernetesBed>::new().await;
    subject.deploy(&[("app.py", PROBING)]).await;
    let answer = subject.answer().await;
    let seen: Value = serde_json::from_str(&answer).expect(&answer);
    let kernel = &seen["kernel"];
    assert_eq!(
        (kernel["NoNewPrivs"].as_str(), kernel["Seccomp"].as_str()),
        (Some("1"), Some("2"))
    );
    for set in ["CapEff", "CapPrm", "CapBnd"] {
        assert_eq!(kernel[set], "0000000000000000", "{set}");
    }
    assert_eq!(seen["user"], serde_json::json!([10001, 10001, 10001]));
    assert_eq!(seen["account"], false, "a service account's token is mounted");
    assert_eq!(seen["mounts"], 1, "the root is not read-only");
    for (path, can_write) in seen["writes"].as_object().unwrap() {
        assert_eq!(can_write, (path == "/tmp"), "{path}");
    }
    assert_eq!(seen["services"], serde_json::json!([]));
}
