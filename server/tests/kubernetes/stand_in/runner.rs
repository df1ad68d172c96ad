//! A runner that answers with whatever it is given (docs/runner-protocol.md), without running it.

use std::sync::{Arc, Mutex};

use rand::RngExt as _;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The port on which runners are told what to do.
const CONTROL_PORT: u16 = 8001;

/// Starts one on a loopback address of its own, and answers with that.
pub(super) async fn start() -> String {
    loop {
        let [one, two, three] = rand::rng().random::<[u8; 3]>();
        let address = format!("127.{one}.{two}.{}", three.clamp(2, 254));
        if let Ok(listener) = TcpListener::bind((address.as_str(), CONTROL_PORT)).await {
            tokio::spawn(serve(listener));
            return address;
        }
    }
}

async fn serve(listener: TcpListener) {
    let loaded = Arc::new(Mutex::new(json!({"revision": null})));
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(answer(stream, Arc::clone(&loaded)));
    }
}

async fn answer(stream: TcpStream, loaded: Arc<Mutex<Value>>) {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let request: Value = serde_json::from_str(&line).unwrap();
        let mut reply = json!({"ok": true, "pid": 1});
        if request["op"] == "load" {
            *loaded.lock().unwrap() =
                json!({"revision": request["revision"], "env_version": request["env_version"]});
        }
        if request["op"] == "load" || request["op"] == "status" {
            reply = loaded.lock().unwrap().clone();
            reply["ok"] = true.into();
            reply["pid"] = 1.into();
        }
        reply["id"] = request["id"].clone();
        if writer.write_all(format!("{reply}\n").as_bytes()).await.is_err() {
            return;
        }
    }
}
