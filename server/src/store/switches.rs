//! Small values by name, such as the sign-up switch.

use async_trait::async_trait;

use super::Result;

/// Values by name.
#[async_trait]
pub trait Switches: Send + Sync + 'static {
    /// The value of this name.
    async fn setting(&self, name: &str) -> Result<Option<String>>;
    /// Writes the value of this name.
    async fn set_setting(&self, name: &str, value: &str) -> Result<()>;
}
