import type { RecommendedModel } from '../core/hub-model.ts';

/**
 * Detectors of generated pictures and of spam that their pages say come in ONNX form, the most freely licensed of each
 * kind first. Everything is as those pages stated it in 2026; what they did not state says so.
 */
export const RECOMMENDED_MODELS: readonly RecommendedModel[] = [
  {
    kind: 'picture',
    id: 'buildborderless/CommunityForensics-DeepfakeDet-ViT',
    licence: 'MIT',
    size: 'not stated',
    trainedOn: '2.7 million pictures, 4,803 generators (Community Forensics, CVPR 2025)',
    claims: 'not stated. Revisions before its pull request 5 were, it says, wrong; that one gives a single output.',
  },
  {
    kind: 'picture',
    id: 'SoldadoXara/ai-image-detector-deploy-ONNX',
    licence: 'Apache-2.0',
    size: '199 MB (uint8), 393 MB (fp16)',
    trainedOn: 'not stated there: a conversion of haywoodsloan/ai-image-detector-deploy',
    claims: 'uint8 against the unconverted model, 268 pictures: mean difference .01, largest .52',
  },
  {
    kind: 'picture',
    id: 'Organika/sdxl-detector',
    licence: 'CC BY-NC 3.0',
    size: 'not stated',
    trainedOn: 'Wikimedia pictures and their twins by SDXL; its predecessor on pictures linked from Reddit',
    claims: 'its own validation: F1 .973, precision .995, recall .953, AUC .998; lower on generators other than SDXL',
  },
  {
    kind: 'picture',
    id: 'onnx-community/SMOGY-Ai-images-detector-ONNX',
    licence: 'not stated there; the unconverted model is for non-commercial use only',
    size: 'not stated',
    trainedOn: 'over 50,000 pictures from Reddit, Kaggle and the public domain, with generated counterparts',
    claims: 'its own test split: accuracy .982; generators it had not seen: DALL-E .91, Stable Diffusion .88, Flux .83, Imagen .76',
  },
  {
    kind: 'text',
    id: 'bajrangCoder/roberta_spam_onnx',
    licence: 'MIT',
    size: '125 MB (quantised), 499 MB',
    trainedOn: 'not stated there: a conversion of “roberta_spam”. mshenoda/roberta-spam states: English text messages, Telegram messages and e-mails',
    claims: 'not stated there. mshenoda/roberta-spam states on its own validation: accuracy .991, precision .997, recall .993',
  },
];
