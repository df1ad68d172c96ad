//! Connections: one client for the platform's own login, and those of the tenants that were active last.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use mongodb::Client;
use mongodb::options::ClientOptions;

use super::error::of_platform;
use crate::databases::{Login, Result};

/// How long a server may take to be found and to be connected to.
const CONNECT: Duration = Duration::from_secs(5);
/// Connections of one client; a tenant's explorer needs few.
const CONNECTIONS: u32 = 4;
/// Tenants whose client is kept; each one watches every host of the server.
const TENANTS_KEPT: usize = 32;

/// The clients in use.
#[derive(Debug, Default)]
pub(super) struct Clients {
    admin: tokio::sync::Mutex<Option<Client>>,
    tenants: Mutex<HashMap<String, Tenant>>,
}

#[derive(Debug)]
struct Tenant {
    /// With the password it was made with: after a rotation it is of no use.
    uri: String,
    client: Client,
    used: Instant,
}

impl Clients {
    /// The client of the platform's own login.
    pub(super) async fn admin(&self, uri: &str) -> Result<Client> {
        let mut admin = self.admin.lock().await;
        if let Some(client) = admin.as_ref() {
            return Ok(client.clone());
        }
        let client = connect(uri).await?;
        *admin = Some(client.clone());
        Ok(client)
    }

    /// The client of a tenant's login.
    pub(super) async fn tenant(&self, login: &Login, uri: &str) -> Result<Client> {
        if let Some(client) = self.kept(&login.name, uri) {
            return Ok(client);
        }
        let client = connect(uri).await?;
        let tenant = Tenant {
            uri: uri.to_owned(),
            client: client.clone(),
            used: Instant::now(),
        };
        let mut tenants = self.tenants();
        make_room(&mut tenants);
        tenants.insert(login.name.clone(), tenant);
        Ok(client)
    }

    /// Makes the next use of this login connect anew.
    pub(super) fn forget(&self, name: &str) {
        self.tenants().remove(name);
    }

    pub(super) fn forget_all(&self) {
        self.tenants().clear();
    }

    fn kept(&self, name: &str, uri: &str) -> Option<Client> {
        let mut tenants = self.tenants();
        let tenant = tenants.get_mut(name).filter(|tenant| tenant.uri == uri)?;
        tenant.used = Instant::now();
        Some(tenant.client.clone())
    }

    fn tenants(&self) -> MutexGuard<'_, HashMap<String, Tenant>> {
        self.tenants.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn make_room(tenants: &mut HashMap<String, Tenant>) {
    while tenants.len() >= TENANTS_KEPT {
        let oldest = tenants.iter().min_by_key(|(_, tenant)| tenant.used);
        let Some(name) = oldest.map(|(name, _)| name.clone()) else {
            return;
        };
        tenants.remove(&name);
    }
}

/// A client; it connects when it is used.
async fn connect(uri: &str) -> Result<Client> {
    build(options(uri).await?)
}

/// A client that says at once when its login is refused: with a second try, the driver would wait for a server that lets
/// it in.
pub(super) async fn connect_once(uri: &str) -> Result<Client> {
    let mut options = options(uri).await?;
    options.retry_reads = Some(false);
    options.retry_writes = Some(false);
    build(options)
}

async fn options(uri: &str) -> Result<ClientOptions> {
    let mut options = ClientOptions::parse(uri)
        .await
        .map_err(|error| of_platform(&error))?;
    options.app_name = Some("fp-server".to_owned());
    options.connect_timeout = Some(CONNECT);
    options.server_selection_timeout = Some(CONNECT);
    options.max_pool_size = Some(CONNECTIONS);
    Ok(options)
}

fn build(options: ClientOptions) -> Result<Client> {
    Client::with_options(options).map_err(|error| of_platform(&error))
}
