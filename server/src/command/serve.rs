//! `fp-server serve`: builds the engines, puts the platform on top and answers until told to stop.

pub(super) mod files;
mod shutdown;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt;
use fp_server::config::Options;
use fp_server::databases::TenantDatabases;
use fp_server::databases::mongo::{MongoDatabases, Mongod};
use fp_server::gateway::{self, Gateway};
use fp_server::logs::Logs;
use fp_server::platform::idempotency;
use fp_server::platform::rollout::Engine;
use fp_server::platform::templates::BuiltIn;
use fp_server::platform::{
    Databases, Endings, Events, Health, Platform, Rollouts, RunnerRollouts, SessionLimits, Settings,
    Throttle, Traffic, accounts, databases, health, identifier, idle, repairs, trash,
};
use fp_server::runtime::Runtime;
use fp_server::runtime::local::socket_dir;
use fp_server::store::Store;
use fp_server::store::cached::Cached;
use tokio::net::TcpListener;

use super::{runtime, secrets, store};

/// How long open requests may take once the server was told to stop.
const GRACE: Duration = Duration::from_secs(3);

/// Serves until SIGTERM or SIGINT.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    start_logging(options)?;
    let data_dir = options.data_dir().map_err(|error| error.to_string())?;
    files::create_private_folder(&data_dir).map_err(|error| cannot(&data_dir, &error))?;
    let _lock = files::Lock::take(&data_dir)?;
    let prepared = runtime::prepare(options, &data_dir)?;
    let tasks = tokio::runtime::Runtime::new().map_err(|error| format!("no threads: {error}"))?;
    let result = tasks.block_on(serve(options, &data_dir, prepared));
    // A hashing or disk task may still run; nothing waits for its result any more.
    tasks.shutdown_timeout(Duration::from_secs(1));
    result
}

async fn serve(options: &Options, data_dir: &Path, prepared: runtime::Prepared) -> Result<(), String> {
    // First of all, so that a second server ends before it touches anything.
    let listener = TcpListener::bind(options.listen).await.map_err(|error| {
        format!(
            "{} cannot be listened on: {error}\nhint: another program may use the port; choose one with FP_LISTEN",
            options.listen
        )
    })?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let (_, vault) = secrets::read(options, data_dir)?;
    let store = store::open(&store::configured(options, data_dir)?, &vault).await?;
    let store: Arc<dyn Store> = Arc::new(Cached::new(store));
    let logs = Logs::open(&data_dir.join("logs")).map_err(|error| cannot(data_dir, &error))?;
    let runtime = runtime::start(prepared, options, data_dir, logs.clone()).await?;
    let settings = Arc::new(settings(options, data_dir, address, store.as_ref()).await?);
    let engine = database_engine(options, data_dir)?;
    let databases = Databases::new(store.clone(), engine, settings.clone());
    let platform = assemble(store, runtime.clone(), logs, databases.clone(), settings.clone());
    if settings.embedded {
        write_owner_token(&platform, &data_dir.join("owner-token")).await?;
    }
    platform
        .rollouts
        .start()
        .await
        .map_err(|error| error.to_string())?;
    tokio::spawn(idempotency::prune_regularly(platform.clone()));
    health::spawn(&platform);
    repairs::spawn(platform.clone());
    if let Some(after) = options.idle() {
        idle::spawn(platform.clone(), after);
    }
    let unfinished = platform.clone();
    tokio::spawn(async move { databases::recover(&unfinished).await });
    trash::spawn(platform.clone());
    databases::viewer::spawn(platform.clone());
    let ready = files::ServerFile::write(data_dir, address, &settings.instance)
        .map_err(|error| cannot(data_dir, &error))?;
    tracing::info!("serving on http://{address}, apps below {}", settings.app_domain);
    let result = answer(listener, options, platform).await;
    drop(ready);
    runtime.shut_down().await;
    databases.shut_down().await;
    result
}

/// The token by which clients on this machine act as the owner; the one already there is kept while it counts.
async fn write_owner_token(platform: &Platform, path: &Path) -> Result<(), String> {
    let held = std::fs::read_to_string(path).ok();
    let token = accounts::ensure_owner(platform, held.as_deref().map(str::trim))
        .await
        .map_err(|error| error.to_string())?;
    files::write_private(path, &token).map_err(|error| cannot(path, &error))
}

fn assemble(
    store: Arc<dyn Store>,
    runtime: Arc<dyn Runtime>,
    logs: Arc<Logs>,
    databases: Databases,
    settings: Arc<Settings>,
) -> Platform {
    let events = Events::default();
    let traffic = Traffic::of(&logs);
    let engine = Engine::new(
        store.clone(),
        runtime.clone(),
        logs.clone(),
        events.clone(),
        databases.clone(),
        settings.clone(),
    );
    Platform {
        store,
        runtime,
        logs,
        events,
        endings: Endings::default(),
        databases,
        throttle: Throttle::default(),
        rollouts: Rollouts::new(engine),
        runner_rollouts: RunnerRollouts::default(),
        templates: BuiltIn::load(settings.templates_dir.as_deref()),
        traffic,
        health: Health::default(),
        settings,
    }
}

/// The server of tenant databases: the one given, or a private one that is started at the first need.
fn database_engine(options: &Options, data_dir: &Path) -> Result<Arc<dyn TenantDatabases>, String> {
    if let Some(uri) = &options.mongo_uri {
        let engine = MongoDatabases::at(uri).map_err(|error| format!("MONGO_URI: {error}"))?;
        return Ok(Arc::new(engine));
    }
    let sockets = socket_dir(data_dir).map_err(|error| cannot(data_dir, &error))?;
    let mongod = Mongod::new(options.mongod.clone(), data_dir, &sockets);
    Ok(Arc::new(MongoDatabases::private(mongod)))
}

async fn settings(
    options: &Options,
    data_dir: &Path,
    address: SocketAddr,
    store: &dyn Store,
) -> Result<Settings, String> {
    let (secret_key, vault) = secrets::read(options, data_dir)?;
    let embedded = options.is_embedded();
    let no_users = store.count_users().await.map_err(|error| error.to_string())? == 0;
    let operator_code = (!embedded && no_users).then(identifier::secret);
    if let Some(code) = &operator_code {
        eprintln!("no operator yet: sign up with this one-time code: {code}");
    }
    Ok(Settings {
        app_domain: options.app_domain(address.port()),
        scheme: options.scheme.clone(),
        instance: identifier::sortable(),
        sessions: SessionLimits {
            idle: hours(options.session_idle_hours),
            absolute: hours(options.session_hours),
        },
        trusted_proxies: options.trusted_proxies.clone(),
        vault,
        secret_key,
        embedded,
        operator_code,
        signups_open: options.signups_open(),
        templates_dir: options.templates_dir.clone(),
        limits: options.limits(),
        trash_days: options.trash_days,
    })
}

fn hours(count: u32) -> Duration {
    Duration::from_hours(count.into())
}

async fn answer(listener: TcpListener, options: &Options, platform: Platform) -> Result<(), String> {
    let gateway = Gateway::new(&platform);
    let router = gateway::route(fp_server::api::router(platform), gateway);
    let listener = listener.tap_io(|stream| {
        // Small replies must not wait for a full packet.
        let _ = stream.set_nodelay(true);
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let told = Arc::new(tokio::sync::Notify::new());
    let stop = {
        let told = told.clone();
        async move {
            shutdown::requested().await;
            told.notify_one();
        }
    };
    let serving = axum::serve(listener, service).with_graceful_shutdown(stop);
    let overdue = async {
        told.notified().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        result = std::future::IntoFuture::into_future(serving) => {
            result.map_err(|error| format!("{} is no longer served: {error}", options.listen))
        }
        () = overdue => Ok(()),
    }
}

fn start_logging(options: &Options) -> Result<(), String> {
    let filter = tracing_subscriber::EnvFilter::try_new(&options.log)
        .map_err(|error| format!("FP_LOG cannot be {:?}: {error}", options.log))?;
    let ansi = std::env::var_os("NO_COLOR").is_none() && std::io::IsTerminal::is_terminal(&std::io::stderr());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(ansi)
        .with_writer(std::io::stderr)
        .init();
    Ok(())
}

fn cannot(path: &Path, error: &std::io::Error) -> String {
    format!("{} cannot be used: {error}", path.display())
}
