//! The program in a pseudo-terminal, and when which bytes came out of it.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};

/// How long anything may take before the measurement is given up.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running program.
pub(crate) struct Session {
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    chunks: Receiver<(Instant, Vec<u8>)>,
    screen: vt100::Parser,
    started: Instant,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

type Failure = Box<dyn std::error::Error>;

impl Session {
    /// Starts `program` in a terminal of 140 by 40 cells.
    pub(crate) fn start(
        program: &str,
        arguments: &[&str],
        environment: &[(&str, PathBuf)],
    ) -> Result<Self, Failure> {
        let pair = native_pty_system().openpty(PtySize {
            rows: 40,
            cols: 140,
            pixel_width: 0,
            pixel_height: 0,
        })?;
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        for (name, value) in environment {
            command.env(name, value);
        }
        let mut reader = pair.master.try_clone_reader()?;
        let writer = pair.master.take_writer()?;
        let (sender, chunks) = mpsc::channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65_536];
            while let Ok(count) = reader.read(&mut buffer) {
                if count == 0 || sender.send((Instant::now(), buffer[..count].to_vec())).is_err() {
                    return;
                }
            }
        });
        let started = Instant::now();
        let child = pair.slave.spawn_command(command)?;
        let (rows, columns) = (40.try_into()?, 140.try_into()?);
        let screen = vt100::Parser::new(rows, columns, 0);
        Ok(Self {
            child,
            writer,
            chunks,
            screen,
            started,
            _master: pair.master,
        })
    }

    /// Milliseconds from the start until `text` is on screen.
    pub(crate) fn time_until(&mut self, text: &str) -> Result<f64, Failure> {
        let deadline = Instant::now() + PATIENCE;
        let mut seen_at = Instant::now();
        while !self.screen.screen().contents().contains(text) {
            let rest = deadline.saturating_duration_since(Instant::now());
            let waited = self.chunks.recv_timeout(rest);
            let (moment, bytes) = waited.map_err(|_| format!("{text:?} did not appear"))?;
            self.screen.process(&bytes);
            seen_at = moment;
        }
        Ok(milliseconds(seen_at - self.started))
    }

    /// Pastes text as a terminal does.
    pub(crate) fn paste(&mut self, text: &str) -> std::io::Result<()> {
        self.writer.write_all(b"\x1b[200~")?;
        self.writer.write_all(text.as_bytes())?;
        self.writer.write_all(b"\x1b[201~")?;
        self.writer.flush()
    }

    /// Reads until nothing has come for `silence`; answers with the number of bytes.
    pub(crate) fn wait_until_quiet(&mut self, silence: Duration) -> usize {
        let mut count = 0;
        while let Ok((_, bytes)) = self.chunks.recv_timeout(silence) {
            self.screen.process(&bytes);
            count += bytes.len();
        }
        count
    }

    /// Presses a key: milliseconds until the first byte, and how many bytes there were until it was quiet.
    pub(crate) fn answer_to(&mut self, key: &[u8], silence: Duration) -> Result<(f64, f64), Failure> {
        while self.chunks.try_recv().is_ok() {}
        let pressed = Instant::now();
        self.writer.write_all(key)?;
        self.writer.flush()?;
        let (moment, bytes) = self.chunks.recv_timeout(PATIENCE)?;
        self.screen.process(&bytes);
        let count = bytes.len() + self.wait_until_quiet(silence);
        Ok((milliseconds(moment - pressed), f64::from(u32::try_from(count)?)))
    }

    /// Leaves the program with its own key.
    pub(crate) fn end(mut self) -> std::io::Result<()> {
        self.writer.write_all(b"q")?;
        self.writer.flush()?;
        self.child.wait().map(drop)
    }

    /// Ends the program at once.
    pub(crate) fn kill(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}
