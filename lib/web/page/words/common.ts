/** The words of all pages. @module */

import type { Words } from "./say.ts";

const en = {
  skip: "Skip to the content",
  notEncrypted: "Not encrypted.",
  notEncryptedWhy: "Anyone on this network can read what is sent, and change it.",
  encrypted: "Encrypted.",
  fingerprint:
    "The certificate’s SHA-256 fingerprint must be the one that your browser shows, and the one in the terminal of the other machine:",
  server: "sluice on {machine}",
  language: "Language",
  back: "Back to the first page",
  second: "{count} s",
  minute: "{count} min",
  hour: "{count} h",
};

/** In each language. */
export const commonWords: Words<typeof en> = {
  en,
  de: {
    skip: "Zum Inhalt springen",
    notEncrypted: "Nicht verschlüsselt.",
    notEncryptedWhy: "Jeder in diesem Netz kann mitlesen und verändern, was gesendet wird.",
    encrypted: "Verschlüsselt.",
    fingerprint:
      "Der SHA-256-Fingerabdruck des Zertifikats muss der sein, den der Browser zeigt und der im Terminal des anderen Rechners steht:",
    server: "sluice auf {machine}",
    language: "Sprache",
    back: "Zurück zur ersten Seite",
    second: "{count} s",
    minute: "{count} min",
    hour: "{count} h",
  },
  fr: {
    skip: "Aller au contenu",
    notEncrypted: "Non chiffré.",
    notEncryptedWhy: "Toute personne sur ce réseau peut lire et modifier ce qui est envoyé.",
    encrypted: "Chiffré.",
    fingerprint:
      "L’empreinte SHA-256 du certificat doit être celle qu’affiche le navigateur et celle du terminal de l’autre machine :",
    server: "sluice sur {machine}",
    language: "Langue",
    back: "Retour à la première page",
    second: "{count} s",
    minute: "{count} min",
    hour: "{count} h",
  },
  es: {
    skip: "Ir al contenido",
    notEncrypted: "Sin cifrar.",
    notEncryptedWhy: "Cualquiera en esta red puede leer y modificar lo que se envía.",
    encrypted: "Cifrado.",
    fingerprint:
      "La huella SHA-256 del certificado debe ser la que muestra el navegador y la del terminal de la otra máquina:",
    server: "sluice en {machine}",
    language: "Idioma",
    back: "Volver a la primera página",
    second: "{count} s",
    minute: "{count} min",
    hour: "{count} h",
  },
  zh: {
    skip: "跳到内容",
    notEncrypted: "未加密。",
    notEncryptedWhy: "此网络上的任何人都可以读取和篡改传输的内容。",
    encrypted: "已加密。",
    fingerprint: "证书的 SHA-256 指纹必须与浏览器显示的以及另一台机器终端中的一致：",
    server: "{machine} 上的 sluice",
    language: "语言",
    back: "返回首页",
    second: "{count} 秒",
    minute: "{count} 分",
    hour: "{count} 小时",
  },
  ja: {
    skip: "本文へ移動",
    notEncrypted: "暗号化されていません。",
    notEncryptedWhy: "このネットワーク上の誰もが、送信内容を読み取り、改ざんできます。",
    encrypted: "暗号化されています。",
    fingerprint:
      "証明書の SHA-256 フィンガープリントが、ブラウザーの表示および相手のマシンの端末の表示と一致することを確認してください：",
    server: "{machine} の sluice",
    language: "言語",
    back: "最初のページに戻る",
    second: "{count} 秒",
    minute: "{count} 分",
    hour: "{count} 時間",
  },
};
