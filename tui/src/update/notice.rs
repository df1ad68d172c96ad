//! Sentences in the status line.

use super::wake;
use crate::effect::{Effect, Timer};
use crate::model::{Model, Notice, Tone};
use crate::sanitise;

/// How long a notice stays, in milliseconds.
const SHOWN_FOR_MS: u64 = 6_000;

/// Says something; a failure stays until something else is said.
pub(super) fn say(model: &mut Model, tone: Tone, text: &str) -> Vec<Effect> {
    model.notices += 1;
    let number = model.notices;
    model.notice = Some(Notice {
        text: sanitise::one_line(text),
        tone,
        number,
    });
    match tone {
        Tone::Bad => Vec::new(),
        Tone::Good | Tone::Neutral => vec![wake(Timer::Notice(number), SHOWN_FOR_MS)],
    }
}

/// Ends a notice, unless another one has taken its place.
pub(super) fn expire(model: &mut Model, number: u64) -> Vec<Effect> {
    model.notice.take_if(|notice| notice.number == number);
    Vec::new()
}
