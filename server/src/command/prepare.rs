//! `fp-server prepare`.

use fp_server::config::Options;
use fp_server::runtime::local::environment;

/// Prepares the Python environment apps run in; says what it does on standard error and prints the Python's path.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    let python = if let Some(python) = &options.runner_python {
        python.clone()
    } else {
        let data_dir = options.data_dir().map_err(|error| error.to_string())?;
        environment::prepare(&data_dir, &mut |line| eprintln!("{line}")).map_err(|error| error.to_string())?
    };
    println!("{}", python.display());
    Ok(())
}
