"""Proof that nothing was dropped or changed, for people who do not trust the office.

`canonical` gives an entry its one form of bytes, `hashes` and `tree` are the log of RFC 6962,
`documents` and `files` are what leaves the house signed, `verdict` says what it proves.

Pure, except that `read_keys` and `verify_files` read the files they are given and
`PrivateKey.generate` asks the system for randomness.
"""

from zhiyong.rules.proof.canonical import (
    NotCanonical,
    canonical,
    canonical_json,
    parse_canonical,
)
from zhiyong.rules.proof.documents import (
    AbsenceStatement,
    ConsistencyProof,
    Document,
    InclusionProof,
    KeyFile,
    LeafRange,
    Receipt,
    StageStatement,
    TreeHead,
)
from zhiyong.rules.proof.evidence import Finding
from zhiyong.rules.proof.files import (
    Authenticity,
    Filed,
    ProofFileError,
    Signature,
    Signed,
    dump,
    load,
    sign,
)
from zhiyong.rules.proof.hashes import (
    HASHERS,
    SHA256,
    SM3,
    Hasher,
    UnknownAlgorithm,
    hasher,
    leaf_hash,
    node_hash,
)
from zhiyong.rules.proof.judging import Ground, Outcome, Promise
from zhiyong.rules.proof.keys import ED25519, KeyRing, PrivateKey, PublicKey, Purpose, Signer
from zhiyong.rules.proof.tree import (
    Frontier,
    GetNode,
    Node,
    Place,
    consistency_proof,
    inclusion_proof,
    needed_for_consistency,
    needed_for_inclusion,
    peaks_of,
    root,
    root_of,
    subtrees,
    verify_consistency,
    verify_inclusion,
)
from zhiyong.rules.proof.verdict import (
    ReceiptVerdict,
    Report,
    read_keys,
    verify_documents,
    verify_files,
)

__all__ = [
    "ED25519",
    "HASHERS",
    "SHA256",
    "SM3",
    "AbsenceStatement",
    "Authenticity",
    "ConsistencyProof",
    "Document",
    "Filed",
    "Finding",
    "Frontier",
    "GetNode",
    "Ground",
    "Hasher",
    "InclusionProof",
    "KeyFile",
    "KeyRing",
    "LeafRange",
    "Node",
    "NotCanonical",
    "Outcome",
    "Place",
    "PrivateKey",
    "Promise",
    "ProofFileError",
    "PublicKey",
    "Purpose",
    "Receipt",
    "ReceiptVerdict",
    "Report",
    "Signature",
    "Signed",
    "Signer",
    "StageStatement",
    "TreeHead",
    "UnknownAlgorithm",
    "canonical",
    "canonical_json",
    "consistency_proof",
    "dump",
    "hasher",
    "inclusion_proof",
    "leaf_hash",
    "load",
    "needed_for_consistency",
    "needed_for_inclusion",
    "node_hash",
    "parse_canonical",
    "peaks_of",
    "read_keys",
    "root",
    "root_of",
    "sign",
    "subtrees",
    "verify_consistency",
    "verify_documents",
    "verify_files",
    "verify_inclusion",
]
