//! Name and password being typed.

use crate::input::LineInput;
use crate::model::Screen;

/// The fields of the sign-in screen.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The name.
    pub username: LineInput,
    /// The password.
    pub password: LineInput,
    /// The e-mail address, for a new account.
    pub email: LineInput,
    /// Whether a new account is made.
    pub creating: bool,
    /// The field being typed.
    pub field: Field,
    /// Why the last attempt failed, or why signing in is needed.
    pub reason: Option<String>,
    /// Whether an attempt is under way.
    pub busy: bool,
    /// The screen to go back to.
    pub back_to: Screen,
}

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The name.
    Username,
    /// The e-mail address.
    Email,
    /// The password.
    Password,
}

impl Default for SignIn {
    fn default() -> Self {
        Self {
            username: LineInput::default(),
            password: LineInput::password(),
            email: LineInput::default(),
            creating: false,
            field: Field::Username,
            reason: None,
            busy: false,
            back_to: Screen::Apps,
        }
    }
}

impl SignIn {
    /// The input being typed.
    pub fn current(&mut self) -> &mut LineInput {
        match self.field {
            Field::Username => &mut self.username,
            Field::Email => &mut self.email,
            Field::Password => &mut self.password,
        }
    }

    /// The fields in use, in order.
    pub fn fields(&self) -> &'static [Field] {
        if self.creating {
            &[Field::Username, Field::Email, Field::Password]
        } else {
            &[Field::Username, Field::Password]
        }
    }

    /// Goes to the next field, or the one before.
    pub fn next_field(&mut self, forward: bool) {
        let fields = self.fields();
        let place = fields.iter().position(|field| *field == self.field).unwrap_or(0);
        let step = if forward { 1 } else { fields.len() - 1 };
        self.field = fields[(place + step) % fields.len()];
    }
}
