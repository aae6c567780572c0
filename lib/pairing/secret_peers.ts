/** Peers that share a secret. @module */

import { secureHandshake } from "../channel/secure_handshake.ts";
import { GuessLine } from "../secure/guess_line.ts";
import { Admission, paceSecret } from "./admission.ts";
import { codeOfSecret } from "./code_of_secret.ts";
import { dialledPeer } from "./dialled_peer.ts";
import { listenForPeer, listenForPeers, type ListeningOptions } from "./listening.ts";
import type { PairingOptions, Proof } from "./options.ts";
import type { ManyPeers, OnePeer } from "./peer.ts";
import { reportRejected } from "./report_rejected.ts";

type SecretProof = Proof & { kind: "secret" };

/** Dials or listens; each connection must prove the secret. */
export async function secretPeer(options: PairingOptions, proof: SecretProof): Promise<OnePeer> {
  const { how, address } = options.endpoint!;
  if (how === "listen") return await listenForPeer(address, proving(options, proof));
  const { role } = options;
  const code = codeOfSecret(proof.secret);
  return dialledPeer(address, async (connection, signal) => {
    const { duplex } = await secureHandshake(connection, {
      role,
      side: "dialler",
      code,
      signal,
    });
    return { duplex };
  });
}

/** Listens for every peer that proves the secret. */
export async function secretPeers(options: PairingOptions, proof: SecretProof): Promise<ManyPeers> {
  return await listenForPeers(options.endpoint!.address, proving(options, proof), options.signal);
}

function proving({ role, observe }: PairingOptions, proof: SecretProof): ListeningOptions {
  const admission = new Admission();
  const pace = paceSecret(proof.line ?? new GuessLine());
  const code = codeOfSecret(proof.secret);
  return {
    observe,
    prove: async (connection, signal) => {
      const { duplex } = await admission.prove(connection, signal, () => ({ role, code, pace }));
      return { duplex };
    },
    onFailure: (error, connection) => reportRejected(error, connection, observe),
  };
}
