//! Writes the AWS shapes as Rust: for every model in `schema/aws` one file of typed structures and one of descriptors.
//!
//! It knows the model's form and Rust's syntax, and no protocol: how a shape travels is for the library to say. A trait
//! of the model that it does not understand stops the build, so that nothing of a newer model is lost in silence.

mod descriptors;
mod model;
mod names;
mod page;
mod patterns;
mod types;

use std::{env, error::Error, fs, path::Path};

/// The models, by the name of their file in `schema/aws`.
const SERVICES: [&str; 5] = ["cognito-idp", "cognito-identity", "cognito-sync", "sts", "iam"];

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::var("OUT_DIR")?;
    let schema = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../schema/aws");
    println!("cargo::rerun-if-changed=build");
    for service in SERVICES {
        let source = schema.join(format!("{service}.json"));
        println!("cargo::rerun-if-changed={}", source.display());
        let model: model::Model = serde_json::from_str(&fs::read_to_string(&source)?)
            .map_err(|error| format!("{}: {error}", source.display()))?;
        let used = model.used_shapes()?;
        let module = names::module(service);
        fs::write(Path::new(&out).join(format!("{module}_types.rs")), types::page(&model, &used)?)?;
        fs::write(
            Path::new(&out).join(format!("{module}_descriptors.rs")),
            descriptors::page(service, &model, &used)?,
        )?;
    }
    Ok(())
}
