//! What a person feels: the real program in a real pseudo-terminal against a real server.
//!
//! Prints the time from process start to the first drawing, from a key to the first byte of the answer in a file of
//! 500 KB, and the bytes written per typed character. Says why when it cannot measure.

#[path = "workstation/session.rs"]
mod session;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use fp::client::Client;
use fp::local::Local;
use fp_contract::app::AppCreate;
use session::Session;

/// The program measured.
const FP: &str = env!("CARGO_BIN_EXE_fp");
/// Starts measured for the first drawing.
const STARTS: usize = 20;
/// Keys measured.
const KEYS: usize = 200;
/// Silence after which everything a key caused has been written.
const QUIET: Duration = Duration::from_millis(40);
/// The app the file belongs to.
const APP: &str = "benchmark";

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let _installed_before = rustls::crypto::ring::default_provider().install_default();
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            println!("workstation: skipped, {reason}");
            ExitCode::SUCCESS
        }
    }
}

fn measure() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let data =
        std::env::var_os("FP_BENCH_DATA_DIR").map_or_else(|| folder.path().join("data"), PathBuf::from);
    let bench = Bench {
        home: folder.path().to_owned(),
        data,
    };
    bench.start_server()?;
    let result = bench
        .create_app()
        .and_then(|()| bench.first_paint())
        .and_then(|()| bench.keys());
    let _ = bench.command("down").output();
    result
}

struct Bench {
    home: PathBuf,
    data: PathBuf,
}

impl Bench {
    fn environment(&self) -> [(&'static str, PathBuf); 4] {
        [
            ("HOME", self.home.clone()),
            ("FP_DATA_DIR", self.data.clone()),
            ("FP_STATE_DIR", self.home.join("state")),
            ("FP_LOCAL", Path::new("true").to_owned()),
        ]
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(FP);
        command.arg(name).envs(self.environment());
        command
    }

    fn start_server(&self) -> Result<(), Failure> {
        let output = self.command("list").env("FP_LISTEN", "127.0.0.1:0").output()?;
        if output.status.success() {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&output.stderr)
            .lines()
            .last()
            .unwrap_or("no server")
            .to_owned()
            .into())
    }

    fn create_app(&self) -> Result<(), Failure> {
        let server = Local::new(self.data.clone()).ensure()?;
        let client = Client::new(&server.url, server.token)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let request = AppCreate {
            name: APP.to_owned(),
            code: Some("# first line\n".to_owned()),
            deploy: false,
            ..AppCreate::default()
        };
        runtime.block_on(async {
            // An earlier run may have left its text in a data folder that is used again.
            for app in client.apps().await?.iter().filter(|app| app.name == APP) {
                client.delete_app(&app.app_id).await?;
            }
            client.create_app(&request).await?;
            Ok(())
        })
    }

    /// From process start to the first drawing.
    fn first_paint(&self) -> Result<(), Failure> {
        let mut times = Vec::new();
        for _ in 0..STARTS {
            let mut session = Session::start(FP, &[], &self.environment())?;
            times.push(session.time_until("apps")?);
            session.end()?;
        }
        println!(
            "first paint: p50 {:.1} ms, p95 {:.1} ms ({STARTS} starts)",
            at(&mut times, 50),
            at(&mut times, 95)
        );
        Ok(())
    }

    /// The bytes written per typed character in an ordinary file, and the time from a key to the first byte of its
    /// drawing in a file of 500 KB.
    fn keys(&self) -> Result<(), Failure> {
        let mut session = Session::start(FP, &["open", APP], &self.environment())?;
        session.time_until("# first line")?;
        session.wait_until_quiet(Duration::from_secs(2));
        let (_, mut sizes) = type_words(&mut session)?;
        println!(
            "bytes per typed character: median {:.0} B, p95 {:.0} B",
            at(&mut sizes, 50),
            at(&mut sizes, 95)
        );
        let line = "def function(argument):  # a line as long as lines of code are\n";
        session.paste(&line.repeat(500 * 1024 / line.len()))?;
        session.time_until("app.py:8")?;
        session.wait_until_quiet(Duration::from_secs(2));
        let (mut times, _) = type_words(&mut session)?;
        session.kill();
        println!(
            "key to bytes out, 500 KB file: p50 {:.2} ms, p95 {:.2} ms ({KEYS} keys)",
            at(&mut times, 50),
            at(&mut times, 95)
        );
        Ok(())
    }
}

/// Types words and lines as people do; milliseconds to the first byte and bytes written, for each key.
fn type_words(session: &mut Session) -> Result<(Vec<f64>, Vec<f64>), Failure> {
    let (mut times, mut sizes) = (Vec::new(), Vec::new());
    for place in 0..KEYS {
        let key = match place % 42 {
            0 => b"\r",
            place if place % 6 == 5 => b" ",
            _ => b"x",
        };
        let (time, bytes) = session.answer_to(key, QUIET)?;
        times.push(time);
        sizes.push(bytes);
    }
    Ok((times, sizes))
}

/// The value below which `percent` of all values lie.
fn at(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values
        .get((values.len() * percent / 100).min(values.len().saturating_sub(1)))
        .copied()
        .unwrap_or(f64::NAN)
}
