//! `fp-server serve`: builds the engines, puts the platform on top and answers until told to stop.

mod files;
mod shutdown;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt;
use fp_server::config::{self, Options};
use fp_server::gateway::{self, Gateway};
use fp_server::logs::Logs;
use fp_server::platform::rollout::Engine;
use fp_server::platform::{Events, Platform, Rollouts, Settings, accounts, identifier};
use fp_server::runtime::Runtime;
use fp_server::runtime::local::{LocalRuntime, LocalSettings, environment, socket_dir};
use fp_server::store::Store;
use fp_server::store::sqlite::SqliteStore;
use tokio::net::TcpListener;

/// How long open requests may take once the server was told to stop.
const GRACE: Duration = Duration::from_secs(3);

/// Serves until SIGTERM or SIGINT.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    start_logging(options)?;
    let data_dir = options.data_dir().map_err(|error| error.to_string())?;
    files::create_private_folder(&data_dir).map_err(|error| cannot(&data_dir, &error))?;
    let _lock = files::Lock::take(&data_dir)?;
    let python = match &options.runner_python {
        Some(python) => python.clone(),
        None => environment::prepare(&data_dir, &mut |line| tracing::info!("{line}"))
            .map_err(|error| error.to_string())?,
    };
    let tasks = tokio::runtime::Runtime::new().map_err(|error| format!("no threads: {error}"))?;
    let result = tasks.block_on(serve(options, &data_dir, python));
    // A hashing or disk task may still run; nothing waits for its result any more.
    tasks.shutdown_timeout(Duration::from_secs(1));
    result
}

async fn serve(options: &Options, data_dir: &Path, python: std::path::PathBuf) -> Result<(), String> {
    // First of all, so that a second server ends before it touches anything.
    let listener = TcpListener::bind(options.listen).await.map_err(|error| {
        format!(
            "{} cannot be listened on: {error}\nhint: another program may use the port; choose one with FP_LISTEN",
            options.listen
        )
    })?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let store: Arc<dyn Store> =
        Arc::new(SqliteStore::open(data_dir.join("fp.sqlite3")).map_err(|error| error.to_string())?);
    let logs = Logs::open(&data_dir.join("logs")).map_err(|error| cannot(data_dir, &error))?;
    let runtime = start_runtime(options, data_dir, python, logs.clone()).await?;
    let settings = Arc::new(settings(options, data_dir, address, store.as_ref()).await?);
    let platform = assemble(store, runtime.clone(), logs, settings.clone());
    if settings.embedded {
        let token = accounts::ensure_owner(&platform)
            .await
            .map_err(|error| error.to_string())?;
        files::write_private(&data_dir.join("owner-token"), &token)
            .map_err(|error| cannot(data_dir, &error))?;
    }
    platform
        .rollouts
        .start()
        .await
        .map_err(|error| error.to_string())?;
    let ready = files::ServerFile::write(data_dir, address, &settings.instance)
        .map_err(|error| cannot(data_dir, &error))?;
    tracing::info!("serving on http://{address}, apps below {}", settings.app_domain);
    let result = answer(listener, options, platform).await;
    drop(ready);
    runtime.shut_down().await;
    result
}

fn assemble(
    store: Arc<dyn Store>,
    runtime: Arc<dyn Runtime>,
    logs: Arc<Logs>,
    settings: Arc<Settings>,
) -> Platform {
    let events = Events::default();
    let engine = Engine::new(
        store.clone(),
        runtime.clone(),
        logs.clone(),
        events.clone(),
        settings.clone(),
    );
    Platform {
        store,
        runtime,
        logs,
        events,
        rollouts: Rollouts::new(engine),
        settings,
    }
}

async fn start_runtime(
    options: &Options,
    data_dir: &Path,
    python: std::path::PathBuf,
    logs: Arc<Logs>,
) -> Result<Arc<dyn Runtime>, String> {
    let runner_dir = environment::unpack_runner(data_dir).map_err(|error| error.to_string())?;
    let socket_dir = socket_dir(data_dir).map_err(|error| cannot(data_dir, &error))?;
    let settings = LocalSettings {
        python,
        runner_dir,
        data_dir: data_dir.to_owned(),
        socket_dir,
        import_seconds: options.start_seconds,
        start_seconds: options.start_seconds,
        health_seconds: options.health_seconds,
        drain_seconds: options.drain_seconds,
    };
    let runtime = LocalRuntime::start(settings, logs)
        .await
        .map_err(|error| error.to_string())?;
    Ok(runtime)
}

async fn settings(
    options: &Options,
    data_dir: &Path,
    address: SocketAddr,
    store: &dyn Store,
) -> Result<Settings, String> {
    let secret_key = match &options.secret_key {
        Some(secret) => secret.clone(),
        None => config::secret_key(data_dir).map_err(|error| cannot(data_dir, &error))?,
    };
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
        secret_key,
        embedded,
        operator_code,
        signups_open: options.signups_open(),
        templates_dir: options.templates_dir.clone(),
    })
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
