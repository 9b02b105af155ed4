//! Names: the model's camel case as Rust writes it.

/// Plurals and names that a rule of capitals would cut in the wrong place (`CallbackURLs`, `AllowedOAuthFlows`).
const WHOLE_WORDS: [(&str, &str); 4] =
    [("URLs", "Urls"), ("ARNs", "Arns"), ("IDs", "Ids"), ("OAuth", "Oauth")];

/// Words of the language that are names in the model.
const KEYWORDS: [&str; 4] = ["type", "match", "ref", "use"];

/// `cognito-idp` -> `cognito_idp`.
pub(crate) fn module(service: &str) -> String {
    service.replace('-', "_")
}

/// `UserPoolId` -> `user_pool_id`, `SAMLAssertion` -> `saml_assertion`, `Type` -> `r#type`.
pub(crate) fn field(name: &str) -> String {
    let snake = words(name).join("_");
    if KEYWORDS.contains(&snake.as_str()) { format!("r#{snake}") } else { snake }
}

/// `AssumeRoleWithSAML` -> `ASSUME_ROLE_WITH_SAML`.
pub(crate) fn constant(name: &str) -> String {
    words(name).join("_").to_uppercase()
}

/// `Some(1_000_000)`, with the separators that clippy wants.
pub(crate) fn number(number: Option<i64>) -> String {
    let Some(number) = number else { return "None".to_owned() };
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if digits.len() > 5 && index > 0 && (digits.len() - index) % 3 == 0 {
            text.push('_');
        }
        text.push(digit);
    }
    format!("Some({text})")
}

fn words(name: &str) -> Vec<String> {
    let whole = WHOLE_WORDS.iter().fold(name.to_owned(), |text, (from, to)| text.replace(from, to));
    let chars: Vec<char> = whole.chars().collect();
    let mut words = vec![String::new()];
    for (index, &char) in chars.iter().enumerate() {
        let starts = index > 0 && char.is_ascii_uppercase() && {
            let after_small = !chars[index - 1].is_ascii_uppercase() && chars[index - 1] != '_';
            let before_small = chars.get(index + 1).is_some_and(char::is_ascii_lowercase);
            after_small || before_small
        };
        if starts || char == '_' {
            words.push(String::new());
        }
        if let (Some(word), true) = (words.last_mut(), char != '_') {
            word.push(char.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
