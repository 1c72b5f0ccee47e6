//! `hechang openapi`

use std::io::Write;

/// Prints the API's description as YAML.
pub fn run() -> anyhow::Result<()> {
    let text = crate::app::description().to_yaml()?;
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}
