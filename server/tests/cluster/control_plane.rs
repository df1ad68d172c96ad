//! The processes of the control plane, stopped and started under everybody.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The test bed's control plane, as `deploy/testbed/kube/up.sh` started it.
pub(crate) struct ControlPlane {
    /// The test bed's folder.
    folder: PathBuf,
}

impl ControlPlane {
    /// That of the cluster which `KUBECONFIG` names.
    pub(crate) fn of_this_cluster() -> Self {
        let kubeconfig = PathBuf::from(std::env::var_os("KUBECONFIG").unwrap());
        let folder = kubeconfig.ancestors().nth(2).unwrap().to_owned();
        Self { folder }
    }

    /// Sends a signal to a process, such as `STOP` to `etcd`.
    pub(crate) fn signal(&self, process: &str, signal: &str) {
        succeeds(&self.send(process, signal));
    }

    /// Starts what does not run, and waits until it answers.
    pub(crate) fn start(&self) {
        succeeds(&self.bring_up());
    }

    fn send(&self, process: &str, signal: &str) -> Output {
        let pid = self.folder.join("run/pid-ns").join(process);
        self.run(&format!("kill -{signal} $(cat {})", pid.display()))
    }

    fn bring_up(&self) -> Output {
        self.run(&format!(
            "NODE_IP=10.200.0.1 BIND_ADDRESS=0.0.0.0 PIDDIR={0}/run/pid-ns {1} {0}",
            self.folder.display(),
            scripts().join("up.sh").display()
        ))
    }

    /// Runs a command among the node's processes.
    #[expect(
        clippy::disallowed_methods,
        reason = "the command is short and the test waits for it"
    )]
    fn run(&self, script: &str) -> Output {
        let mut command = Command::new(scripts().join("enter.sh"));
        let command = command.env("ALL", "1").arg(&self.folder);
        tokio::task::block_in_place(|| command.args(["bash", "-c", script]).output()).unwrap()
    }
}

impl Drop for ControlPlane {
    /// Whatever a test did, the next one finds it running.
    fn drop(&mut self) {
        let _it_may_not_run = self.send("kube-apiserver", "CONT");
        let _the_next_test_says_so = self.bring_up();
    }
}

fn succeeds(output: &Output) {
    let words = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/testbed/kube")
}
