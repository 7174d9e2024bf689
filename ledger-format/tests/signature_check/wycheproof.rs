//! The Ed25519 vectors of Wycheproof (`tests/data/README.md`).

use serde_json::Value;

use crate::{Judgement, judge};

const VECTORS: &str = include_str!("../data/wycheproof_ed25519.json");

struct Vector {
    id: u64,
    valid: bool,
    key: [u8; 32],
    message: Vec<u8>,
    /// Of whatever length the vector has.
    signature: Vec<u8>,
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} is missing"))
}

fn vectors() -> Vec<Vector> {
    let file: Value = serde_json::from_str(VECTORS).unwrap();
    let groups = file["testGroups"].as_array().unwrap();
    let vectors: Vec<Vector> = groups
        .iter()
        .flat_map(|group| {
            let key = hex::decode(text(&group["publicKey"], "pk")).unwrap().try_into().unwrap();
            group["tests"].as_array().unwrap().iter().map(move |test| Vector {
                id: test["tcId"].as_u64().unwrap(),
                valid: match text(test, "result") {
                    "valid" => true,
                    "invalid" => false,
                    other => panic!("a result that we do not know: {other}"),
                },
                key,
                message: hex::decode(text(test, "msg")).unwrap(),
                signature: hex::decode(text(test, "sig")).unwrap(),
            })
        })
        .collect();
    assert_eq!(Some(vectors.len() as u64), file["numberOfTests"].as_u64());
    vectors
}

#[test]
fn each_vector_is_judged_as_it_says() {
    let (mut valid, mut invalid, mut of_other_length) = (0, 0, 0);
    for vector in vectors() {
        let Ok(signature) = <[u8; 64]>::try_from(vector.signature) else {
            // Not a signature for our types: there is nothing to call.
            assert!(!vector.valid, "vector {}", vector.id);
            of_other_length += 1;
            continue;
        };
        let judged = judge(&vector.key, &vector.message, &signature);
        assert_eq!(judged == Judgement::Valid, vector.valid, "vector {}: {judged:?}", vector.id);
        if vector.valid { valid += 1 } else { invalid += 1 }
    }
    assert_eq!((valid, invalid, of_other_length), (88, 51, 12), "all 151 were looked at");
}
