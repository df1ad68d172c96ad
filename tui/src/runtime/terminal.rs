//! The terminal: taken over at the start, given back at the end, whatever the end is.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::Once;

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste, EnableFocusChange,
    EnableMouseCapture,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use crate::model::Model;
use crate::view;

/// Most bytes put on the clipboard: terminals drop longer sequences (k9s and tmux use the same bound).
const MOST_CLIPBOARD_BYTES: usize = 74_994;

/// What [`BeginSynchronizedUpdate`] writes.
const BEGIN: &[u8] = b"\x1b[?2026h";

/// The terminal while the workstation has it. Dropping it gives the terminal back.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<Frames>>,
    frames: Frames,
    /// The frame written last.
    drawn: Vec<u8>,
}

impl Screen {
    /// Takes the terminal over.
    pub(super) fn enter() -> io::Result<Self> {
        restore_on_panic();
        take_over()?;
        let frames = Frames::default();
        let terminal = Terminal::new(CrosstermBackend::new(frames.clone()));
        terminal
            .map(|terminal| Self {
                terminal,
                frames,
                drawn: Vec::new(),
            })
            .inspect_err(|_| give_back())
    }

    /// Columns and rows.
    pub(super) fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.terminal.size()?;
        Ok((size.width, size.height))
    }

    /// Draws the model; the whole frame reaches the terminal in one write, between the marks of a synchronised
    /// update, which terminals without it ignore.
    pub(super) fn draw(&mut self, model: &Model) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| view::view(model, frame))?;
        queue!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        if self.is_unchanged() {
            Ok(())
        } else {
            self.commit()
        }
    }

    /// Whether the frame only puts the cursor where the frame before left it; then it is dropped, because over a slow
    /// line every byte counts.
    fn is_unchanged(&mut self) -> bool {
        let frame = self.frames.bytes.borrow().clone();
        let begin = BEGIN.len().min(frame.len());
        let unchanged = frame.starts_with(BEGIN) && self.drawn.ends_with(&frame[begin..]);
        if unchanged {
            self.frames.bytes.take();
        } else {
            self.drawn = frame;
        }
        unchanged
    }

    /// Forgets what was drawn, so that the next drawing draws everything.
    pub(super) fn forget(&mut self) -> io::Result<()> {
        self.drawn.clear();
        self.terminal.clear()
    }

    /// Puts text on the clipboard of the terminal, over SSH as well.
    pub(super) fn copy(&mut self, text: &str) -> io::Result<()> {
        if text.len() <= MOST_CLIPBOARD_BYTES {
            queue!(
                self.terminal.backend_mut(),
                CopyToClipboard::to_clipboard_from(text)
            )?;
            self.commit()?;
        }
        Ok(())
    }

    /// Takes the mouse, or gives it to the terminal.
    pub(super) fn capture_mouse(&mut self, ours: bool) -> io::Result<()> {
        if ours {
            queue!(self.terminal.backend_mut(), EnableMouseCapture)?;
        } else {
            queue!(self.terminal.backend_mut(), DisableMouseCapture)?;
        }
        self.commit()
    }

    /// Stops this process as a shell job; returns when it continues.
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        give_back();
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::TSTP)?;
        take_over()?;
        self.forget()
    }

    fn commit(&mut self) -> io::Result<()> {
        self.frames.commit()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn take_over() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(
        io::stdout(),
        EnterAlternateScreen,
        EnableBracketedPaste,
        EnableFocusChange,
        EnableMouseCapture
    )
    .inspect_err(|_| give_back())
}

/// Undoes [`take_over`]. There is nobody to tell of a failure: the terminal may be gone.
fn give_back() {
    let _ = execute!(
        io::stdout(),
        EndSynchronizedUpdate,
        DisableMouseCapture,
        DisableFocusChange,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Show
    );
    let _ = disable_raw_mode();
}

/// A panic's message must be readable: the terminal is given back before it is printed.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back();
            report(panic);
        }));
    });
}

/// Collects a frame, so that it is written in one go. Clones share what is collected.
#[derive(Clone, Default)]
struct Frames {
    bytes: Rc<RefCell<Vec<u8>>>,
}

impl Frames {
    fn commit(&self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(&self.bytes.take())?;
        out.flush()
    }
}

impl Write for Frames {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// The drawing library flushes in the middle of a frame; [`Frames::commit`] writes.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
